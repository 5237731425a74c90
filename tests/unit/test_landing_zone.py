"""What lies in the landing zone and is no file of a stream: it is named, nothing waits for it, and the rest loads."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from orchestration.loading import landing
from tests.conftest import Zone

LOGS, DAY = "litellm/spend_logs", "2026-06-01"
ROW = {"request_id": "r1", "startTime": f"{DAY}T10:00:00Z", "prompt_tokens": 1, "completion_tokens": 1}


@pytest.fixture
def landed(zone: Zone) -> Zone:
    """A zone with one good file."""
    zone.land(LOGS, DAY, "good.jsonl", [ROW])
    return zone


def loads_its_row(zone: Zone) -> None:
    assert [row["file_name"] for row in zone.rows(LOGS)] == ["good.jsonl"]


@pytest.mark.parametrize("folder", ["", "litellm", LOGS])
def test_a_file_above_a_partition_is_named_with_its_place(landed: Zone, folder: str) -> None:
    (landed.landing / folder / "x.jsonl").write_text(json.dumps(ROW))
    [warning] = landed.load().warnings
    assert warning == (
        f"{'/'.join(filter(None, ['landing', folder]))}: x.jsonl lies outside a partition;"
        " move it to landing/<source>/<stream>/<YYYY-MM-DD or YYYY-MM>/"
    )
    loads_its_row(landed)
    assert len(landed.files()) == 1


def test_many_files_in_one_wrong_place_are_one_warning(landed: Zone) -> None:
    for number in range(9):
        (landed.landing / LOGS / f"{number}.jsonl").touch()
    [warning] = landed.load().warnings
    assert "0.jsonl, 1.jsonl, 2.jsonl and 6 more lies outside" in warning


def test_a_folder_inside_a_partition_is_named(landed: Zone) -> None:
    landed.land(f"{LOGS}/{DAY}", "export", "x.jsonl", [ROW])
    [warning] = landed.load().warnings
    assert warning.startswith(f"landing/{LOGS}/{DAY}: export is a folder inside a partition")
    loads_its_row(landed)


def test_the_mark_of_a_simulation_and_what_is_unfinished_are_no_mistakes(landed: Zone) -> None:
    (landed.landing / "SIMULATED.txt").touch()
    for name in (".hidden", "x.tmp"):
        (landed.landing / LOGS / name).touch()
        (landed.landing / LOGS / DAY / name).touch()
    assert landed.load().warnings == []


def test_links_that_lead_nowhere_in_a_circle_or_back_are_named(landed: Zone) -> None:
    day = landed.landing / LOGS / DAY
    (day / "gone.jsonl").symlink_to("nowhere")
    (day / "circle.jsonl").symlink_to("circle.jsonl")
    (landed.landing / "again").symlink_to(landed.landing, target_is_directory=True)
    (landed.landing / "litellm" / "home").symlink_to(landed.home, target_is_directory=True)
    (landed.landing / LOGS / "2026-06-02").symlink_to(day, target_is_directory=True)
    warnings = landed.load().warnings
    assert len([w for w in warnings if "leads nowhere, or in a circle; remove it" in w]) == 1
    assert len([w for w in warnings if "a link back into the landing zone" in w]) == 3
    loads_its_row(landed)


def test_a_link_to_files_that_lie_elsewhere_is_followed(landed: Zone, tmp_path: Path) -> None:
    (tmp_path / "elsewhere" / "2026-06-02").mkdir(parents=True)
    row = ROW | {"startTime": "2026-06-02T10:00:00Z"}
    (tmp_path / "elsewhere" / "2026-06-02" / "x.jsonl").write_text(json.dumps(row))
    (landed.landing / LOGS / "2026-06-02").symlink_to(tmp_path / "elsewhere" / "2026-06-02")
    assert landed.load().warnings == []
    assert len(landed.rows(LOGS)) == 2


@pytest.mark.timeout(30)
def test_nobody_waits_for_a_pipe(landed: Zone, monkeypatch: pytest.MonkeyPatch) -> None:
    day = landed.landing / LOGS / DAY
    os.mkfifo(day / "pipe.jsonl")
    (day / "link.jsonl").symlink_to("pipe.jsonl")
    os.mkfifo(landed.landing / LOGS / "2026-06-02")
    monkeypatch.chdir(day)  # the path of a socket is short
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket.jsonl")
        warnings = landed.load().warnings
    assert [w.split(" is ")[0] for w in warnings] == [
        f"landing/{LOGS}: 2026-06-02",
        f"landing/{LOGS}/{DAY}: link.jsonl, pipe.jsonl, socket.jsonl",
    ]
    loads_its_row(landed)


@pytest.mark.parametrize(
    "folder",
    ["x" * 250, "none", f"partition={DAY}", "_files", "_work", "_quarantine", "_none", "a=b", "a b", "ü", "x\\y"],
)
def test_a_folder_may_be_called_anything(landed: Zone, folder: str) -> None:
    """Also as our own folders in raw are: what lies in it is refused, and goes again without a trace."""
    landed.load()
    paths = [landed.land(key, DAY, "a.jsonl", [ROW]) for key in (f"{folder}/s", f"s/{folder}", f"{folder}/{folder}")]
    paths += [landed.land(key, folder, "a.jsonl", [ROW]) for key in (LOGS, f"{folder}/{folder}")]
    report = landed.load()
    assert len(report.warnings) == 3
    refused = [(f["rows_read"], f["rows_quarantined"]) for f in landed.files() if f["file_name"] == "a.jsonl"]
    assert refused == [(1, 1)] * 5
    assert len(landed.quarantine()) == 5
    loads_its_row(landed)
    for path in paths:
        path.unlink()
    assert landed.load().warnings == []
    assert landed.quarantine() == []
    loads_its_row(landed)
    assert [f["file_name"] for f in landed.files() if f["superseded_at"] is None] == ["good.jsonl"]


def test_a_file_may_have_a_name_of_255_bytes(landed: Zone) -> None:
    landed.land(LOGS, DAY, "x" * 249 + ".jsonl", [ROW | {"request_id": "long"}])
    landed.land(LOGS, DAY, "é" * 122 + "1.jsonl.gz", [ROW | {"request_id": "letters"}])
    assert landed.load().warnings == []
    assert {row["request_id"] for row in landed.rows(LOGS)} == {"r1", "long", "letters"}


def test_two_names_that_are_shown_alike_are_two_files(landed: Zone) -> None:
    """A byte that is no UTF-8 is shown as an escape; another file may be called as that escape."""
    day = landed.landing / LOGS / DAY
    for number, name in enumerate([os.fsdecode(b"\xff.jsonl"), "\\xff.jsonl"]):
        (day / name).write_text(json.dumps(ROW | {"request_id": f"n{number}"}))
    landed.load()
    assert len({row["file_name"] for row in landed.rows(LOGS)}) == 3
    assert {row["request_id"] for row in landed.rows(LOGS)} == {"r1", "n0", "n1"}


def unreadable(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """For tests run by root, who may read everything."""
    whole = os.scandir

    def scandir(path: Any = ".") -> Any:
        if path == folder:
            raise PermissionError(13, "Permission denied")
        return whole(path)

    monkeypatch.setattr(os, "scandir", scandir)


@pytest.mark.parametrize("folder", ["litellm", LOGS])
def test_what_is_out_of_sight_is_not_gone(landed: Zone, monkeypatch: pytest.MonkeyPatch, folder: str) -> None:
    landed.land("directory/teams", DAY, "teams.csv", "team_id\nt1\n")
    landed.load()
    landed.land("directory/teams", DAY, "more.csv", "team_id\nt2\n")
    unreadable(monkeypatch, landed.landing / folder)
    [warning] = landed.load().warnings
    assert "cannot be listed (Permission denied); check its permissions" in warning
    loads_its_row(landed)
    assert len(landed.rows("directory/teams")) == 2


def test_a_day_that_cannot_be_listed_is_a_file_that_cannot_be_read(
    landed: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    landed.load()
    with monkeypatch.context() as refusing:
        unreadable(refusing, landed.landing / LOGS / DAY)
        landed.load()
    [record] = [f for f in landed.files() if f["superseded_at"] is None]
    assert (record["file_name"], record["rows_read"], record["rows_quarantined"]) == (DAY, 1, 1)
    assert "check its permissions" in record["error"]
    landed.load()
    loads_its_row(landed)
    assert landed.quarantine() == []


def test_a_file_that_goes_while_others_are_read_is_gone_and_no_error(
    landed: Zone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fetch may bring another file in its place, beside a build."""
    going = landed.land(LOGS, DAY, "going.jsonl", [{**ROW, "request_id": "r2"}])
    listed = landing.read_through

    def fetched_meanwhile(files: Iterable[landing.LandedFile]) -> list[landing.LandedFile]:
        going.unlink(missing_ok=True)
        return listed(files)

    monkeypatch.setattr(landing, "read_through", fetched_meanwhile)
    landed.load()
    loads_its_row(landed)
    assert [file["file_name"] for file in landed.files()] == ["good.jsonl"]
