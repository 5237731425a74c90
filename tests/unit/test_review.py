"""`assay review` shows reviewers their queue, and lands decisions that the loader can read."""

from __future__ import annotations

import os
import pwd
import stat
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

from orchestration import accesses
from orchestration.settings import Settings
from orchestration.sources.review import REASONS
from orchestration.sql import literal
from orchestration.terminal import review
from orchestration.terminal.cli import app
from tests.conftest import Zone

NEXT, LATER, NAME = "a1" * 16, "b2" * 16, "Ada Example"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home whose reviewers have two cases, one within the budget of the week."""
    settings = Settings(home=tmp_path)
    folder = settings.published / "current"
    folder.mkdir(parents=True)
    settings.landing.mkdir()
    with duckdb.connect(str(folder / "reviewer.duckdb")) as copy:
        copy.execute(
            f"""
            create schema marts;
            create schema restricted;
            create table marts.mart_gaming_cases as
            select case_id, 'p' as person_key, date '2026-06-01' as opened_on, date '2026-06-14' as last_seen_on,
                ['clock'] as signals, ['timing'] as evidence_families, 0.9 as score, 12.5 as spend_at_stake_usd,
                'request' as evidence_grade, 'open' as status, 'every 30 minutes' as summary
            from (values ({literal(NEXT)}), ({literal(LATER)})) as cases (case_id);
            create table marts.mart_review_queue as
            select *, case_id = {literal(NEXT)} as is_within_budget, 1 as place, 1 as weekly_budget, 0 as decided_count
            from marts.mart_gaming_cases;
            create table marts.mart_person_weekly_gaming_flags as
            select 'p' as person_key, date '2026-06-08' as week_start_date, 'clock' as signal, 0.9 as score,
                null as excused_by, '{{"n": 412}}' as evidence, true as fired;
            create table restricted.person_identities as
            select 'p' as person_key, {literal(NAME)} as display_name, 'ada@sample.example' as email;
            """
        )
    return settings


def assay(settings: Settings, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["review", *words, "--home", str(settings.home)])
    return done.exit_code, done.output


def test_the_queue_keeps_the_budget_and_names_nobody(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    from orchestration.terminal.console import console

    review.print_queue(console(width=200), settings)
    told = capsys.readouterr().out
    assert NEXT[:12] in told and "every 30 minutes" in told and "12.5" in told
    assert LATER[:12] not in told and "1 wait for another" in told
    assert NAME not in told and "ada@" not in told


def test_who_opens_a_case_sees_whose_it_is_and_the_evidence(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    from orchestration.terminal.console import console

    review.print_case(console(width=200), settings, NEXT[:8])
    told = capsys.readouterr().out
    assert NAME in told and '{"n": 412}' in told


def test_a_decision_lands_for_its_owner_alone_and_can_be_read(settings: Settings) -> None:
    code, said = assay(settings, NEXT[:8], "--decision", "benign", "--reason", "automation", "--on", "2026-06-02")
    assert (code, said.split()[0]) == (0, NEXT)
    file = settings.landing / "review" / "decisions" / "2026-06-02" / f"{NEXT}.csv"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    zone = Zone(settings.home)
    zone.load()
    assert [tuple(row[name] for name in ("case_id", "decision", "reason")) for row in zone.rows(review.DECISIONS)] == [
        (NEXT, "benign", "automation")
    ]


@pytest.mark.parametrize("decision", REASONS)
def test_every_reason_of_the_list_is_read_and_another_decision_s_is_quarantined(tmp_path: Path, decision: str) -> None:
    zone = Zone(tmp_path)
    stray = next(reasons[0] for other, reasons in REASONS.items() if other != decision)
    lines = [f"{NEXT},{decision},2026-06-02,{reason},reviewer" for reason in (*REASONS[decision], stray)]
    head = "case_id,decision,decided_on,reason,reviewer_role"
    zone.land(review.DECISIONS, "2026-06-02", "a.csv", "\n".join((head, *lines)) + "\n")
    zone.load()
    assert [row["reason"] for row in zone.rows(review.DECISIONS)] == list(REASONS[decision])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "name a case"),
        (("--list", NEXT), "name a case"),
        ((NEXT, "--reason", "automation"), "belongs to a --decision"),
        ((NEXT, "--decision", "guilty", "--reason", "automation"), "a decision is one of confirmed, benign, appealed"),
        ((NEXT, "--decision", "benign"), "a reason for benign is one of automation"),
        ((NEXT, "--decision", "benign", "--reason", "she said so"), "never free text"),
        ((NEXT, "--decision", "benign", "--reason", "automation", "--role", "boss"), "a role is one of"),
        ((NEXT, "--decision", "benign", "--reason", "automation", "--on", "2999-01-01"), "still to come"),
        (("c3c3c3c3", "--decision", "benign", "--reason", "automation"), "no case"),
        (("c3c3c3c3",), "no case"),
        (("a",), "no case"),
    ],
)
def test_wrong_use_lands_nothing(settings: Settings, words: tuple[str, ...], said: str) -> None:
    code, told = assay(settings, *words)
    assert code == 2 and said in told
    assert not any(settings.landing.rglob("*"))


def test_before_the_first_build_there_is_nothing_to_review(tmp_path: Path) -> None:
    code, told = assay(Settings(home=tmp_path), "--list")
    assert code == 2 and "run `assay build`" in told


def test_each_look_is_noted_for_the_owner_alone_and_by_the_system_s_own_account(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "somebody-else")
    assert assay(settings, "--list")[0] == 0
    assert assay(settings, NEXT[:8])[0] == 0
    assert assay(settings, NEXT[:8], "--decision", "benign", "--reason", "automation", "--on", "2026-06-02")[0] == 0
    assert assay(settings, "c3c3c3c3")[0] == 2
    looks = accesses.noted(settings)
    assert [look["looked_at"] for look in looks] == ["the queue", f"case {NEXT}", f"benign as reviewer: case {NEXT}"]
    assert {look["account"] for look in looks} == {pwd.getpwuid(os.getuid()).pw_name}
    assert stat.S_IMODE((settings.home / accesses.LOG).stat().st_mode) == 0o600
    code, told = assay(settings, "--log")
    assert code == 0 and "the queue" in told and len(accesses.noted(settings)) == 3


def test_what_cannot_be_noted_is_not_shown(settings: Settings) -> None:
    (settings.home / accesses.LOG).mkdir()
    for words in (("--list",), (NEXT[:8],), (NEXT[:8], "--decision", "benign", "--reason", "automation")):
        code, told = assay(settings, *words)
        assert code == 2 and NAME not in told and "30 minutes" not in told
    assert not any(settings.landing.rglob("*"))


def test_looks_are_dropped_after_a_time_and_no_others(settings: Settings) -> None:
    accesses.note(settings, "the queue")
    log = settings.home / accesses.LOG
    log.write_text('{"at": "2020-01-01T00:00:00Z", "account": "a", "looked_at": "case x"}\n' + log.read_text())
    assert accesses.drop_old(settings) == 1 and accesses.drop_old(settings) == 0
    assert [look["looked_at"] for look in accesses.noted(settings)] == ["the queue"]
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
