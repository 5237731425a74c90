"""Of a forgotten person's rows in the company's lists only what Assay reads stays; and who comes again is kept out."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import duckdb
import pytest

from orchestration import forgetting
from orchestration.forgetting import directory, remembered
from orchestration.forgetting.words import Identifier, Words, tombstones
from orchestration.settings import Settings
from orchestration.sql import literal
from tests.conftest import Zone

ADDRESS, TOMBSTONE = "ann@sample.example", "forgotten-0123456789abcdef-1@forgotten.invalid"
WORDS = Words((Identifier(ADDRESS, TOMBSTONE),))


@pytest.fixture
def settings(zone: Zone) -> Settings:
    (zone.home / "person_key.salt").write_text("salt")
    zone.load()
    return Settings(home=zone.home)


def test_what_nothing_reads_of_a_row_about_them_goes_and_other_rows_stay(zone: Zone, settings: Settings) -> None:
    content = (
        "displayName,userPrincipalName,department,mobilePhone,surname,manager\n"
        f'"Other, Ann",{ADDRESS},Platform,+49 170 1,Other,Bob\n'
        f"Bob,bob@sample.example,Platform,+49 170 2,Builder,{ADDRESS}\n"
    )
    path = zone.land("directory/entra_users", "2026-06-01", "users.csv", content)
    assert directory.strip(settings, path, WORDS) == 1
    ann, bob = csv.DictReader(path.open())
    assert ann == {
        "displayName": TOMBSTONE.split("@")[0],
        "userPrincipalName": TOMBSTONE,
        "department": "Platform",
        "mobilePhone": "",
        "surname": "",
        "manager": "",
    }
    assert bob["mobilePhone"] == "+49 170 2" and bob["surname"] == "Builder"  # whose manager they are is another row


def test_nested_profiles_and_pages_too(zone: Zone, settings: Settings) -> None:
    users = [
        {"id": "00u1", "status": "ACTIVE", "profile": {"login": ADDRESS, "firstName": "Ann", "mobilePhone": "1"}},
        {"id": "00u2", "status": "ACTIVE", "profile": {"login": "bob@sample.example", "mobilePhone": "2"}},
    ]
    path = zone.land("directory/okta_users", "2026-06-01", "users.json", json.dumps(users))
    assert directory.strip(settings, path, WORDS) == 1
    ann, bob = json.loads(path.read_text())
    assert ann["profile"] == {"login": TOMBSTONE, "firstName": TOMBSTONE.split("@")[0], "mobilePhone": ""}
    assert bob == users[1] and ann["status"] == "ACTIVE"


def test_a_list_of_somebody_else_is_left_as_it_was_delivered(zone: Zone, settings: Settings) -> None:
    path = zone.land("directory/people", "2026-06-01", "people.csv", 'person_id;x\r\n"p-1";" joann@sample.example"\r\n')
    before = path.read_bytes()
    assert directory.strip(settings, path, WORDS) == 0 and path.read_bytes() == before


ROWS = {
    "a.jsonl": json.dumps({"request_id": "r1", "user": ADDRESS.upper(), "employee_id": "1042", "n": 1042}) + "\n",
    "b.jsonl.gz": '{"request_id": "r2", "note": "line\\nann-dev said so, as Ann Other does"}\n',
    "c.csv": f"request_id,user_id,n\nr3,1042,1042\nr4,{ADDRESS},7\n",
    "of-ann-dev.json": '{"request_id": "r5", "user": "joanna"}',
}


def test_who_was_forgotten_is_kept_out_of_new_files_by_hashes_alone(zone: Zone, settings: Settings) -> None:
    found = tombstones(["p-ann", ADDRESS, "ann-dev", "1042", "ann other"], "0123456789abcdef")
    remembered.remember(
        zone.home, [Identifier(value, left, value == "1042", len(value) > 4) for value, left in found.items()]
    )
    kept = (zone.home / remembered.LIST).read_text()
    assert not any(value in kept for value in found if not value.isdigit())
    for name, content in ROWS.items():
        zone.land("litellm/spend_logs", "2026-06-01", name, content)
    folder = zone.landing / "langfuse/observations/2026-06-01"
    folder.mkdir(parents=True)
    duckdb.sql(f"copy (select 'o' as id, {literal(ADDRESS)} as user_id) to {literal(str(folder / 'blob.parquet'))}")
    assert remembered.keep_out(settings) == 5
    assert not (zone.landing / "litellm/spend_logs/2026-06-01/of-ann-dev.json").exists()
    left = "".join(path.read_text() for path in zone.landing.rglob("*.jsonl"))
    assert json.loads(left) == {"request_id": "r1", "user": found[ADDRESS], "employee_id": found["1042"], "n": 1042}
    words = Words(tuple(Identifier(value, left, value == "1042") for value, left in found.items()))
    assert not any(forgetting.search(settings, words)[0].values())
    zone.load()
    assert remembered.keep_out(settings) == 0  # looked through once


def test_a_home_in_which_nobody_was_forgotten_looks_through_nothing(
    zone: Zone, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    zone.land("litellm/spend_logs", "2026-06-01", "a.jsonl", ROWS["a.jsonl"])
    monkeypatch.setattr(remembered, "new_files", lambda settings: pytest.fail("it looked"))
    assert remembered.keep_out(settings) == 0


def test_nothing_is_loaded_from_a_landing_zone_that_is_half_rewritten(settings: Settings) -> None:
    person = forgetting.Person("0" * 16, WORDS.identifiers, {}, ())
    erasure = forgetting.Erasure(person, "2026-06-01", {"use": ["2026-06 1"]})
    assert forgetting.refusal(settings) is None
    forgetting.keep(settings, erasure)
    assert "--go-on" in (forgetting.refusal(settings) or "")
    begun = forgetting.under_way(settings)
    assert begun == erasure
    begun.stage = forgetting.REBUILDING
    forgetting.keep(settings, begun)
    assert forgetting.refusal(settings) is None


def test_links_between_versions_stay_links(settings: Settings, tmp_path: Path) -> None:
    for version in ("v1", "v2"):
        (settings.published / version).mkdir(parents=True)
    (settings.published / "v1" / "a.txt").write_text(ADDRESS)
    (settings.published / "v2" / "a.txt").hardlink_to(settings.published / "v1" / "a.txt")
    person = forgetting.Person("0" * 16, WORDS.identifiers, {}, ())
    forgetting.rewrite(settings, forgetting.Erasure(person, "2026-06-01", {}), print)
    first, second = ((settings.published / version / "a.txt") for version in ("v1", "v2"))
    assert first.read_text() == second.read_text() == TOMBSTONE and first.samefile(second)
