"""A gate that fails, a gate that breaks, and what the user is told."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import replace

from tests.integration import command
from tests.integration.conftest import Home


def builds_with_a_broken_rule() -> None:
    """`assay build` where a rule of litellm's first table asks for a column that is not there."""
    from expectations.rules import rows
    from expectations.suites import litellm

    first, *others = litellm.TABLES
    broken = replace(first.rules[1], arguments=rows("select no_such_column from {batch}"))
    litellm.TABLES = (replace(first, rules=(broken, *first.rules[2:])), *others)
    command.assay("build")


def test_a_failed_gate_publishes_nothing_and_names_file_and_remedy(built: Home) -> None:
    home = built
    before = json.loads(home.assay("status", "--json").stdout)["published_version"]
    rows = home.digest()

    folder = home.path / "landing" / "litellm" / "spend_logs" / "2026-06-03"
    folder.mkdir()
    whole = gzip.compress((folder.parent / "2026-06-01" / "spend_logs.jsonl").read_bytes())
    (folder / "cut.jsonl.gz").write_bytes(whole[:150])
    (folder.parent / "2026-06-02" / "also_new.jsonl").write_text("")
    for _ in range(2):  # nothing is new in the second build, and the gate still stands
        done = home.assay("build")
        assert done.returncode == 1
        assert "blocked by litellm/spend_logs files_can_be_read" in done.stderr
        assert "cut.jsonl.gz" in done.stderr
        assert "deliver the named file again" in done.stderr
        assert "Traceback" not in done.stderr
    status = json.loads(home.assay("status", "--json").stdout)
    assert status["published_version"] == before
    assert [check["check"] for check in status["failing_checks"] if check["is_blocking"]] == ["files_can_be_read"]
    assert home.digest() == rows
    assert "cut.jsonl.gz" in (home.path / "quality" / "index.html").read_text()

    (folder / "cut.jsonl.gz").unlink()
    home.build()
    assert json.loads(home.assay("status", "--json").stdout)["failing_checks"] == []


def test_a_gate_that_cannot_be_evaluated_says_so_and_blocks(new_home: Callable[..., Home]) -> None:
    home = new_home()
    done = home.run(builds_with_a_broken_rule)
    assert done.returncode == 1
    assert "litellm/spend_logs few_rows_are_quarantined: could not be evaluated" in done.stderr
    assert "no_such_column" in done.stderr
    assert "this says nothing of the data" in done.stderr
    assert not (home.path / "published" / "current").exists()
    home.build()
