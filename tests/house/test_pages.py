"""What a page asks for is what its copy has by contract: each query runs on tables of that shape, empty or unknown."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.report import rendering
from orchestration.report.declared import Page
from orchestration.report.pages import PAGES
from orchestration.sql import identifier

Node = dict[str, Any]
#: Where an audience's tables come from; reviewers get the marts as they are.
SCHEMAS = {"analyst": "analyst", "finance": "finance", "reviewer": "marts"}


def published(models: list[Node], audience: str) -> dict[str, list[tuple[str, str]]]:
    """The columns and types of an audience's tables, by the name under which they are published."""
    return {
        model["alias"]: [(column["name"], column["data_type"]) for column in model["columns"].values()]
        for model in models
        if model["schema"] == SCHEMAS[audience] and model["contract"]["enforced"]
    }


@pytest.fixture(params=PAGES, ids=lambda page: page.audience)
def page(request: pytest.FixtureRequest) -> Page:
    return request.param


@pytest.fixture
def copy(page: Page, models: list[Node], tmp_path: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(tmp_path / "copy.duckdb"))
    connection.execute("create schema marts")
    connection.execute("create table marts.about as select 'v1' as version, date '2026-06-21' as as_of_date")
    for table, columns in published(models, page.audience).items():
        told = ", ".join(f"{identifier(name)} {kind}" for name, kind in columns)
        connection.execute(f"create table marts.{identifier(table)} ({told})")
    connection.execute(rendering.MACROS)
    return connection


def test_every_question_runs_on_an_empty_copy(page: Page, copy: duckdb.DuckDBPyConnection) -> None:
    for figure in page.figures:
        found = rendering.answer(copy, figure)
        assert not found.rows and not found.drawings and figure.needs in found.notes[0]


def test_every_question_runs_on_rows_of_which_nothing_is_known(page: Page, copy: duckdb.DuckDBPyConnection) -> None:
    for table in rendering.tables(copy) - {"about"}:
        columns = copy.execute(f"describe marts.{identifier(table)}").fetchall()
        copy.execute(f"insert into marts.{identifier(table)} select {', '.join(['null'] * len(columns))}")
    for figure in page.figures:
        rendering.answer(copy, figure)


#: What of a mark is the name of a column.
PLACES = ("x", "y", "name", "along", "colour", "text", "choose")


def test_what_is_drawn_is_in_the_answer(page: Page, copy: duckdb.DuckDBPyConnection) -> None:
    for figure in page.figures:
        if figure.mark and figure.table in rendering.tables(copy):
            places = {vars(figure.mark).get(place, "") for place in PLACES} | {figure.each}
            assert places | set(figure.mark.measures) <= {"", *copy.sql(figure.query).columns}, figure.question


def test_a_page_reads_the_table_that_it_names_and_no_other(page: Page) -> None:
    """Reviewers' evidence is the one that joins: cases of the queue with what fired."""
    for told in (*page.figures, *page.headlines):
        read = set(re.findall(r"marts\.(\w+)", told.query)) - {"about"}
        assert told.table in read
        assert read - {told.table} <= ({"mart_review_queue"} if page.audience == "reviewer" else set()), told
