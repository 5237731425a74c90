"""The pages of the sample as they are written by a build: the numbers worked out by hand, whose page holds whose, and a
browser that draws them."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path

import pytest

from tests.browsing import Read, drawn, in_a_browser, read
from tests.integration.conftest import Home

AUDIENCES = ("analyst", "finance", "reviewer")


def page(home: Home, audience: str) -> Path:
    return home.path / "published" / "current" / f"{audience}.html"


def rows(found: Read, *first: str) -> list[list[str]]:
    """The table that begins with these headings, a list a row."""
    at = next(n for n in range(len(found.cells)) if found.cells[n : n + len(first)] == list(first))
    width = next(n for n in range(at, len(found.cells)) if found.tags[n] == "td") - at
    body = range(at + width, len(found.cells), width)
    return [found.cells[n : n + width] for n in body if all(tag == "td" for tag in found.tags[at + width : n + width])]


def test_each_lies_beside_its_copy_for_whom_that_is_for(sample: Home) -> None:
    assert {name: stat.S_IMODE(page(sample, name).stat().st_mode) for name in (*AUDIENCES, "dictionary")} == {
        "analyst": 0o644,
        "finance": 0o640,
        "reviewer": 0o600,
        "dictionary": 0o644,
    }


def test_analysts_read_the_numbers_of_the_sample(sample: Home) -> None:
    found = read(page(sample, "analyst").read_text())
    cost = {row[0]: row[1:] for row in rows(found, "month", "per merged pull request")}
    # of 37.90 three people carry all: neither it nor what of it is the teams' is told, nor what it is spent on
    assert {*cost["2026-06 so far"]} == {"withheld or unknown"}
    teams = {row[0]: (row[2], row[4], row[5]) for row in rows(found, "team", "month", "per merged pull request")}
    assert teams["unattributed"] == ("1.80", "2", "1")
    spend = [row[1:] for row in rows(found, "month", "currency", "service")]
    assert ["EUR", "Model API", "billed", "5.00"] in spend


def test_nobody_reads_what_another_copy_holds(sample: Home) -> None:
    who = sample.query("select person_key, display_name, email from restricted.person_identities")
    named = {str(value) for row in who for value in row.values() if value}
    for audience in (*AUDIENCES, "dictionary"):
        found = read(page(sample, audience).read_text())
        told = found.text + json.dumps(found.drawings)
        assert not [name for name in named if re.search(rf"\b{re.escape(name)}\b", told)], audience
    assert not {"core", "tiny"} & set(read(page(sample, "analyst").read_text()).cells)


def test_they_are_written_again_by_command(built: Home, tmp_path: Path) -> None:
    before = page(built, "analyst").read_bytes()
    page(built, "analyst").unlink()
    done = built.assay("report")
    assert done.returncode == 0, done.stderr
    assert page(built, "analyst").read_bytes() == before
    assert built.assay("report", "--out", str(tmp_path / "out")).returncode == 0
    assert {path.stem for path in (tmp_path / "out").iterdir()} == {*AUDIENCES, "dictionary"}


@in_a_browser
@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_browser_draws_all_and_asks_nobody(sample: Home, tmp_path: Path, audience: str) -> None:
    shown, said = drawn(page(sample, audience), tmp_path / "browser")
    wanted = len(read(page(sample, audience).read_text()).drawings)
    assert len(re.findall(r'<div class="drawing[^>]*>.*?<svg', shown, re.DOTALL)) == wanted
    assert "could not be drawn" not in shown
    assert "Content Security Policy" not in said and "Error" not in said, said


@in_a_browser
def test_what_a_page_would_ask_for_is_refused(sample: Home, tmp_path: Path) -> None:
    """The other test would see it."""
    html = page(sample, "analyst").read_text()
    asking = tmp_path / "asking.html"
    asking.write_text(html.replace("<main>", '<main><img src="http://127.0.0.1:9/x.png"><script>boo()</script>'))
    said = drawn(asking, tmp_path / "browser")[1]
    assert said.count("Content Security Policy") >= 2
