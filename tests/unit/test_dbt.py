"""What of the models a build may leave as it stands."""

from __future__ import annotations

import os
from pathlib import Path
from unittest import mock

import pytest

from orchestration.loading import record
from orchestration.settings import load_settings
from orchestration.warehouse import building


def test_who_is_who_stands_while_the_directory_does_and_no_build_broke_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load_settings().with_home(tmp_path)
    settings.warehouse.touch()

    def begin(directory: str) -> set[str]:
        monkeypatch.setattr(record, "directory_version", lambda raw: directory)
        return {word.split(",")[0] for word in " ".join(building.begin_building(settings)).split()}

    assert "--exclude" not in begin("first"), "nothing is known of what stands"
    building.end_building(settings)
    assert {"config.materialized:view", "tag:directory"} <= begin("first")
    assert "tag:directory" not in begin("second")
    # that build broke off, so some models may be of the second, though the first is back
    assert "tag:directory" not in begin("first")
    building.end_building(settings)
    assert "tag:directory" in begin("first")

    monkeypatch.setattr(building, "code_version", lambda: "other")
    assert "--exclude" not in begin("first")


def test_a_home_takes_over_nothing_that_another_checkout_parsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says where that one's seeds lie: a checkout that was moved or removed would be looked for."""
    settings = load_settings().with_home(tmp_path / "home")
    own = settings.home / "dbt" / "partial_parse.msgpack"

    def begin(checkout: str, parsed: bytes | None) -> bytes | None:
        project = tmp_path / checkout / "dbt_project"
        (project / "target").mkdir(parents=True, exist_ok=True)
        if parsed:
            (project / "target" / own.name).write_bytes(parsed)
        monkeypatch.setattr(building, "DBT_PROJECT_DIR", project)
        building.begin_building(settings)
        return own.read_bytes() if own.exists() else None

    assert begin("first", b"of the first") == b"of the first"
    own.write_bytes(b"of the first, and of this home")
    assert begin("first", b"of the first") == b"of the first, and of this home"
    assert begin("second", b"of the second") == b"of the second"
    assert begin("third", None) is None


def test_dbt_hears_nothing_of_the_shell(tmp_path: Path) -> None:
    of_the_shell = ("DBT_TARGET", "DBT_PROFILE", "DBT_EMPTY", "DBT_FULL_REFRESH", "DBT_ENGINE_X", "PYTHONWARNINGS")
    with mock.patch.dict(os.environ, dict.fromkeys(of_the_shell, "prod")):
        building.enter(load_settings().with_home(tmp_path), None)
        ours = building.environment(load_settings().with_home(tmp_path), None)
        found = {name: text for name, text in os.environ.items() if name.startswith(("DBT_", "PYTHON"))}
    assert found == {name: text for name, text in ours.items() if name.startswith(("DBT_", "PYTHON"))}


@pytest.mark.parametrize("record", ["", "one line", "a\nb\nc\nd", "\udcff\x00"])
def test_a_damaged_record_of_what_was_built_means_that_all_is_built(tmp_path: Path, record: str) -> None:
    settings = load_settings().with_home(tmp_path)
    settings.warehouse.touch()
    (tmp_path / "dbt").mkdir()
    (tmp_path / "dbt" / "built.txt").write_bytes(record.encode(errors="surrogateescape"))
    assert "--exclude" not in building.begin_building(settings)
