"""A disk that takes nothing, made real by a small file system of our own (Linux user namespaces)."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.integration.conftest import SAMPLE, Home

ALLOWED = (
    shutil.which("unshare") is not None
    and subprocess.run(["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True).returncode == 0
)
# .ci/run takes "is not installed" for a failure: there the disk must not be left out
pytestmark = pytest.mark.skipif(not ALLOWED, reason="`unshare -rm` is not installed, or not allowed on this machine")


def in_own_file_system(home: Home, script: str) -> subprocess.CompletedProcess[str]:
    """Run a shell script that may mount over the home; $ASSAY builds it."""
    assay = " ".join(home.command("build"))
    return subprocess.run(
        ["unshare", "-rm", "sh", "-c", script],
        env=home.environment(ASSAY=assay, SAMPLE=str(SAMPLE)),
        capture_output=True,
        text=True,
    )


def test_a_full_disk_is_named_at_whatever_step_it_fills_and_the_next_run_is_right(
    sample: Home, new_home: Callable[..., Home], tmp_path: Path
) -> None:
    """The disk grows in steps, so that it fills while loading, while dbt writes, and while publishing."""
    home = new_home(None)
    script = f"""
        cp "$ASSAY_HOME/person_key.salt" {tmp_path}/salt
        mount -t tmpfs -o size=500k none "$ASSAY_HOME" && cp {tmp_path}/salt "$ASSAY_HOME/person_key.salt"
        cp -r "$SAMPLE" "$ASSAY_HOME/landing"
        for size in 500k 1500k 4m 8m 14m; do
            mount -o remount,size=$size "$ASSAY_HOME"; $ASSAY 2>{tmp_path}/said; echo "$size: $?"; cat {tmp_path}/said
        done
        mount -o remount,size=500m "$ASSAY_HOME"; $ASSAY > /dev/null; echo "whole: $?"
        cp "$ASSAY_HOME/warehouse.duckdb" {tmp_path}/warehouse.duckdb
    """
    done = in_own_file_system(home, script)
    assert "500k: 2" in done.stdout, done.stdout + done.stderr
    assert "1500k: 2" in done.stdout, done.stdout + done.stderr
    assert "4m: 2" in done.stdout, done.stdout + done.stderr
    assert "is full; free space and run it again, nothing is lost" in done.stdout
    assert "Traceback" not in done.stdout
    assert "whole: 0" in done.stdout, done.stdout + done.stderr
    assert Home(tmp_path).digest() == sample.digest()


def test_a_read_only_home_is_named(new_home: Callable[..., Home]) -> None:
    home = new_home()
    done = in_own_file_system(
        home, 'mount --bind -o ro "$ASSAY_HOME" "$ASSAY_HOME" && mount -o remount,ro,bind "$ASSAY_HOME"; $ASSAY'
    )
    assert done.returncode == 2, done.stderr
    assert "make the home" in done.stderr
    assert "writable" in done.stderr
    assert "Traceback" not in done.stderr
