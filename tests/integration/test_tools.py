"""A home with files of every source, built once; each source's numbers stand in tests/integration/tools."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

import duckdb
import pytest

from orchestration.sources import streams
from tests.integration.conftest import ROOT, Home
from tests.integration.tools import expected

TOOLS = ROOT / "seeds" / "sample" / "tools"
OURS = {"assay", "review"}  # what closing and reviewing write, which nobody delivers
PEOPLE = (
    "(select person_key, split_part(email, '@', 1) as name from restricted.person_identities"
    " union all select 'unattributed', 'nobody')"
)


@pytest.fixture(scope="session")
def everything(new_home: Callable[..., Home]) -> Home:
    home = new_home()
    shutil.copytree(TOOLS, home.path / "landing", dirs_exist_ok=True)
    home.build()
    return home


@pytest.mark.parametrize(("source", "query", "rows"), expected())
def test_a_source_says_what_was_worked_out_by_hand(
    everything: Home, source: str, query: str, rows: list[tuple[Any, ...]]
) -> None:
    with duckdb.connect(str(everything.path / "warehouse.duckdb"), read_only=True) as connection:
        assert connection.execute(query.replace("{person}", PEOPLE)).fetchall() == rows


def test_every_source_has_a_sample_and_numbers() -> None:
    landed = {path.name for folder in (TOOLS, TOOLS.parent / "landing") for path in folder.iterdir() if path.is_dir()}
    assert landed == {stream.source for stream in streams().values()} - OURS
    assert {path.name for path in TOOLS.iterdir() if path.is_dir()} == {source for source, _, _ in expected()}


def test_every_file_of_the_samples_is_loaded_whole(everything: Home) -> None:
    assert everything.query("select stream, file_name, reason from audit.quarantine") == []
