"""A vendor is its own rooms and one line in the list of feeds: one that nobody knows is added, and taken away again.

It is added to a copy of the checkout, whose house rules and numbers must hold with it; nothing that stands is edited.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.conftest import ROOT

VENDOR = Path(__file__).parent / "made_up_vendor"
LEFT_OUT = shutil.ignore_patterns(".*", "target", "logs", "__pycache__", "made_up_vendor", "test_made_up_vendor.py")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what makes Assay, as it stands."""
    for name in ("orchestration", "expectations", "dbt_project", "seeds", "tests", "pyproject.toml", "README.md"):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy2
        copy(source, tmp_path / name, **({"ignore": LEFT_OUT} if source.is_dir() else {}))
    for name in (".ci", ".github", "Makefile"):
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def run(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command in the copy, whose modules go before the installed ones."""
    environment = {**os.environ, "ASSAY_HOME": str(checkout / "home"), "PYTHONPATH": str(checkout)}
    return subprocess.run(
        [sys.executable, *arguments], cwd=checkout, env=environment, capture_output=True, text=True, check=False
    )


def parse(checkout: Path) -> None:
    done = subprocess.run(
        [Path(sys.executable).with_name("dbt"), "--quiet", "parse", "--profiles-dir", "."],
        cwd=checkout / "dbt_project",
        env={**os.environ, "ASSAY_HOME": str(checkout / "home"), "PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_vendor_is_its_own_rooms_and_a_line(checkout: Path) -> None:
    there = [path.relative_to(VENDOR) for path in VENDOR.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    assert not any((checkout / path).exists() for path in there), "it touches nothing that stands"
    shutil.copytree(VENDOR, checkout, dirs_exist_ok=True)
    feeds = checkout / "dbt_project" / "macros" / "feeds.sql"
    line = feeds.read_text().replace("'usage_days': [", "'usage_days': ['int_acme__usage_days', ", 1)
    feeds.write_text(line)
    parse(checkout)
    rules = ["tests/house/test_naming_ladder.py", "tests/house/test_definitions.py", "tests/house/test_staleness.py"]
    others = ["tests/house/test_models_are_described.py", "tests/unit/test_expectations.py"]
    done = run(
        checkout, "-m", "pytest", "-q", "-p", "no:cacheprovider", *rules, *others, "tests/integration/test_tools.py"
    )
    assert done.returncode == 0, done.stdout[-4000:]
    assert "acme" in run(checkout, "-m", "pytest", "-q", "--collect-only", "tests/integration/test_tools.py").stdout

    for path in there:
        (checkout / path).unlink()
    feeds.write_text(feeds.read_text().replace("'int_acme__usage_days', ", ""))
    shutil.rmtree(checkout / "orchestration" / "sources" / "acme")
    shutil.rmtree(checkout / "seeds" / "sample" / "tools" / "acme")
    parse(checkout)
    done = run(checkout, "-m", "pytest", "-q", "-p", "no:cacheprovider", *rules)
    assert done.returncode == 0, done.stdout[-4000:]
