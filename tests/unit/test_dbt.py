"""What of the models a build may leave as it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration import dbt
from orchestration.loading import record
from orchestration.settings import load_settings


def test_who_is_who_stands_while_the_directory_does_and_no_build_broke_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load_settings().with_home(tmp_path)
    settings.warehouse.touch()

    def begin(directory: str) -> set[str]:
        monkeypatch.setattr(record, "directory_version", lambda raw: directory)
        return {word.split(",")[0] for word in " ".join(dbt.begin_building(settings)).split()}

    assert "--full-refresh" in begin("first"), "nothing is known of what stands"
    dbt.end_building(settings)
    assert {"config.materialized:view", "tag:directory"} <= begin("first")
    assert "tag:directory" not in begin("second")
    # that build broke off, so some models may be of the second, though the first is back
    assert "tag:directory" not in begin("first")
    dbt.end_building(settings)
    assert "tag:directory" in begin("first")

    monkeypatch.setattr(dbt, "code_version", lambda: "other")
    assert "--full-refresh" in begin("first")
