"""A gate that fails, a gate that breaks, and what the user is told."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from tests.integration import command
from tests.integration.conftest import Home


def builds_with_a_broken_rule() -> None:
    """`assay build` where a rule of litellm's first table asks for a column that is not there."""
    from expectations.suites import litellm

    first, *others = litellm.TABLES
    broken = replace(first.rules[1], query="select no_such_column from {batch}")
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
    found = json.loads(home.assay("status", "--json").stdout)["failing_checks"]
    assert not any(check["is_blocking"] for check in found)


def test_a_gate_that_cannot_be_evaluated_says_so_and_blocks(new_home: Callable[..., Home]) -> None:
    home = new_home()
    done = home.run(builds_with_a_broken_rule)
    assert done.returncode == 1
    assert "litellm/spend_logs few_rows_are_quarantined: could not be evaluated" in done.stderr
    assert "no_such_column" in done.stderr
    assert "this says nothing of the data" in done.stderr
    assert not (home.path / "published" / "current").exists()
    home.build()


def test_two_files_of_a_bill_that_share_most_of_it_are_named_and_stop_it(built: Home) -> None:
    """Neither holds all of the other: each has a charge of its own, so one of them is out of date."""
    folder = built.path / "landing" / "focus" / "charges" / "2026-06"
    lines = (folder / "charges.csv").read_text().splitlines()
    (folder / "restated.csv").write_text(
        "\n".join([*lines[:3], lines[3].replace("2026-06-02T", "2026-06-01T"), *lines[4:]])
    )
    done = built.assay("build")
    assert done.returncode == 1
    assert "no_file_of_a_bill_repeats_most_of_another" in done.stderr
    assert "file_name restated.csv, charge_count 4" in done.stderr
    assert "repeats charges" in done.stderr
    assert "remove the older from the landing zone" in done.stderr

    (folder / "restated.csv").write_text("\n".join([*lines, lines[1].replace("2026-06-02T", "2026-06-04T")]))
    built.build()
    [billed] = built.query("select sum(billed_cost) as amount from marts.fct_charges where issuer = 'Model House'")
    assert billed["amount"] == Decimal("28.9")  # the 18.90 of before once, and the 10.00 that are new
    assert "files_that_others_hold_count_once" in built.assay("status").stderr + built.assay("status").stdout
