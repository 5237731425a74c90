"""Pages of small copies, read as a browser would read them."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration import report
from orchestration.report import marks, rendering, values
from orchestration.report.declared import Figure, Page
from orchestration.report.pages import PAGES
from orchestration.sql import literal
from orchestration.terminal.cli import app
from tests.browsing import read

ABOUT = "select 'v1' as version, date '2026-06-21' as as_of_date, false as is_simulated"
HOSTILE = ("</script><b>bold", 'o\'brien "quoted"', "<!-- open", "Ünï 雪 ☃", "a.b[0]{{ 7 * 7 }}", "&lt;i&gt;")


@pytest.fixture
def render(tmp_path: Path) -> Callable[..., str]:
    """A page of a copy that holds these tables, each given as a query."""

    def make(page: Page, about: str = ABOUT, **tables: str) -> str:
        copy = tmp_path / f"{page.audience}.duckdb"
        copy.unlink(missing_ok=True)
        with duckdb.connect(str(copy)) as connection:
            connection.execute("create schema marts")
            for name, query in {"about": about, **tables}.items():
                connection.execute(f"create table marts.{name} as {query}")
        return rendering.render(page, copy, "drawing")

    return make


def page_of(*figures: Figure) -> Page:
    return Page("analyst", "Title", "For analysts.", (), figures)


def spend(**changes: Any) -> Figure:
    wanted = {
        "question": "What is spent?",
        "table": "mart_spend",
        "query": "select month, tool, currency, cost from marts.mart_spend order by all",
        "needs": "a bill (`landing/focus/charges`) has landed",
        "mark": marks.Bars("month", "cost", "tool", "as billed"),
        "each": "currency",
    }
    return Figure(**{**wanted, **changes})


COSTS = """
    from (values ('2026-05', 'ide', 'USD', 1234.5), ('2026-05', 'ide', 'EUR', 7),
        ('2026-06 so far', 'cli', 'USD', null))
    as t (month, tool, currency, cost)
"""


def test_the_table_has_the_numbers_of_the_drawing_and_says_what_is_unknown(render: Callable[..., str]) -> None:
    found = read(render(page_of(spend()), mart_spend=COSTS))
    assert found.cells[4:] == [
        *("2026-05", "ide", "EUR", "7.00"),
        *("2026-05", "ide", "USD", "1,234.50"),
        *("2026-06 so far", "cli", "USD", "unknown"),
    ]
    assert [[row["cost"] for row in rows_of(drawing)] for drawing in found.drawings] == [[7.0], [1234.5, None]]
    assert "Source: mart_spend, as of 2026-06-21." in found.text


def test_currencies_are_drawn_apart_and_a_colour_means_the_same_in_each(render: Callable[..., str]) -> None:
    found = read(render(page_of(spend()), mart_spend=COSTS))
    assert [{row["currency"] for row in rows_of(drawing)} for drawing in found.drawings] == [{"EUR"}, {"USD"}]
    scales = [drawing["encoding"]["color"]["scale"] for drawing in found.drawings]
    assert scales[0] == scales[1] and scales[0]["domain"] == ["cli", "ide"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_a_name_whatever_it_holds(render: Callable[..., str], name: str) -> None:
    named = f"select '2026-05' as month, {literal(name)} as tool, 'USD' as currency, 1 as cost"
    clean = read(render(page_of(spend()), mart_spend=COSTS.replace("('2026-05', 'ide', 'EUR', 7),", "")))
    found = read(render(page_of(spend()), mart_spend=named))
    assert name in found.cells
    assert [row["tool"] for drawing in found.drawings for row in rows_of(drawing)] == [name]
    assert {tag for tag, _ in found.elements} == {tag for tag, _ in clean.elements}
    assert len(found.scripts) == 2


@pytest.mark.parametrize("kind", ["Lines", "Bars", "Dots", "Tiles"])
def test_every_way_of_drawing_takes_hostile_names(kind: str) -> None:
    rows = [{"name": name, "kind": name, "a": 1, "b": None} for name in HOSTILE]
    mark: marks.Mark = {
        "Lines": marks.Lines("kind", ("a", "b"), "unit", choose="name"),
        "Bars": marks.Bars("name", "a", "kind", "unit", is_lying=True),
        "Dots": marks.Dots("name", ("a", "b"), "unit"),
        "Tiles": marks.Tiles("name", "kind", "kind", "a", choose="name"),
    }[kind]
    told, again = (json.dumps(marks.specification(mark.draw(rows, rows))) for _ in range(2))
    assert told == again  # the same numbers give the same bytes
    assert "http" not in told
    assert all(json.dumps(name) in told for name in HOSTILE)


def test_nothing_is_said_in_words_with_what_would_bring_it(render: Callable[..., str]) -> None:
    for tables in ({}, {"mart_spend": f"select * {COSTS} limit 0"}):
        found = read(render(page_of(spend()), **tables))
        assert not found.drawings and not found.cells
        assert "a bill (landing/focus/charges) has landed" in found.text


def test_what_is_all_unknown_is_not_drawn_but_told(render: Callable[..., str]) -> None:
    found = read(render(page_of(spend()), mart_spend=f"select * {COSTS} where cost is null"))
    assert not found.drawings
    assert "unknown" in found.cells and "it is known once a bill (landing/focus/charges) has landed" in found.text


def test_what_is_withheld_is_not_said_to_be_missing(render: Callable[..., str]) -> None:
    held = f"select *, 1 as withheld_count {COSTS} where cost is null"
    found = read(render(page_of(spend()), mart_spend=held))
    assert "Nothing is drawn: it is withheld or unknown." in found.text and "has landed" not in found.text


def test_what_is_all_0_is_not_drawn_but_told(render: Callable[..., str]) -> None:
    found = read(render(page_of(spend()), mart_spend=f"select * replace (0.0 as cost) {COSTS}"))
    assert not found.drawings
    assert "0.00" in found.cells and "all of it is 0" in found.text


def test_a_long_answer_is_cut_and_says_so(render: Callable[..., str]) -> None:
    many = "select '2026-05' as month, 'tool-' || range as tool, 'USD' as currency, 1 as cost from range(30)"
    found = read(render(page_of(spend(most=10)), mart_spend=many))
    assert len(found.cells) == 4 + 10 * 4
    assert len(rows_of(found.drawings[0])) == 10
    assert "And 20 more rows" in found.text


def test_what_is_withheld_is_counted(render: Callable[..., str]) -> None:
    held = f"select *, 3 as withheld_count, date '2026-06-14' as told_as_of {COSTS}".replace("'cli'", "'other'")
    found = read(render(page_of(spend()), mart_spend=held))
    assert "In 1 of its 3 rows" in found.text
    assert "9 of its numbers are withheld" in found.text and "withheld or unknown" in found.cells
    assert "its oldest row stands as of 2026-06-14" in found.text
    assert "withheld" not in read(render(page_of(spend()), mart_spend=COSTS)).text


def test_a_month_that_runs_is_so_far(render: Callable[..., str]) -> None:
    query = "select month_of(day) as month, week_of(day) as tool, 'USD' as currency, 1 as cost from marts.mart_spend"
    days = "select unnest([date '2026-05-01', date '2026-06-01', date '2026-06-15', date '2025-01-01']) as day"
    told = page_of(spend(query=f"{query} where is_recent(day) order by day"))
    assert read(render(told, mart_spend=days)).cells[4::4] == ["2026-05", "2026-06 so far", "2026-06 so far"]
    assert read(render(told, mart_spend=days)).cells[5::4] == ["2026-04-27", "2026-06-01", "2026-06-15 so far"]
    unknown = "select 'v1' as version, null::date as as_of_date, false as is_simulated"
    assert len(read(render(told, about=unknown, mart_spend=days)).cells) == 4 + 4 * 4


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.audience)
def test_a_page_of_a_copy_without_tables_says_what_each_question_needs(page: Page, render: Callable[..., str]) -> None:
    found = read(render(page))
    assert not found.drawings
    for figure in page.figures:
        assert figure.question.endswith("?") and figure.question in found.text
        assert figure.needs.replace("`", "") in found.text


def test_a_page_asks_for_nothing_and_runs_only_its_own(render: Callable[..., str]) -> None:
    found = read(render(page_of(spend()), mart_spend=COSTS))
    policy = next(a["content"] for t, a in found.elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None and policy.startswith("default-src 'none'; script-src 'sha256-")
    for script in found.scripts:
        assert base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() in policy
    for _, attributes in found.elements:
        assert not {"src", "srcset", "data", "action"} & attributes.keys()
        assert (attributes.get("href") or "#").startswith("#")


def test_a_page_may_be_read_by_whom_its_copy_may_be_read(tmp_path: Path) -> None:
    for audience, mode in (("analyst", 0o644), ("reviewer", 0o600)):
        copy = tmp_path / f"{audience}.duckdb"
        with duckdb.connect(str(copy)) as connection:
            connection.execute(f"create schema marts; create table marts.about as {ABOUT}")
        copy.chmod(mode)
    out = tmp_path / "out"
    written = report.write(tmp_path, out, tmp_path / "kept" / "vega.js")
    assert {audience: path.stat().st_mode & 0o777 for audience, path in written.items()} == {
        "analyst": 0o644,
        "reviewer": 0o600,
        "everybody": 0o644,
    }
    code = next((tmp_path / "kept").iterdir()).read_text("utf-8")
    assert code in written["analyst"].read_text("utf-8")
    assert "</script" not in code.lower() and "<!--" not in code


def test_the_command_says_what_is_missing(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["report", "--home", str(tmp_path)])
    assert done.exit_code == 2
    assert "run `assay build`" in done.output


def test_values_are_written_by_their_type() -> None:
    written = duckdb.sql(
        "select 0.875::decimal(9, 6), 1234.5::decimal(38, 12), 1234.5::decimal(38, 0), 12345, true, ['a', 'b'], null"
    )
    row, kinds = written.fetchall()[0], written.types
    assert [values.written(value, str(kind)) for value, kind in zip(row, kinds, strict=True)] == [
        "88%",
        "1,234.50",
        "1,235",
        "12,345",
        "yes",
        "a, b",
        "unknown",
    ]


def rows_of(drawing: dict[str, Any]) -> list[dict[str, Any]]:
    return drawing["data"]["values"]


@pytest.mark.parametrize("colour", [*marks.PALETTE, *marks.DEEP])
def test_a_colour_stands_out_on_both_pages(colour: str) -> None:
    style = (Path(rendering.__file__).parent / "style.css").read_text()
    light, dark = re.findall(r"--ground: (#\w+)", style)[:2]
    assert contrast(colour, light) >= 3 and contrast(colour, dark) >= 3
    assert colour in marks.PALETTE or contrast(colour, "#ffffff") >= 4.5  # of the letters on a tile


def contrast(one: str, other: str) -> float:
    """As WCAG 2 reckons it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
