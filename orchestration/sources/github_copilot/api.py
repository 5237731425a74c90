"""GitHub's REST API for Copilot: the reports of a day, the seats of today, the AI credits of a month.

A report is not in the answer: links lead to it, on another host, which is asked without the token. One that is not
there yet lands nothing, and what landed before it stays. Of one scope only: an enterprise's reports hold those of its
organizations.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr

from orchestration import periods
from orchestration.connectors.contract import Connector, FetchError, FetchWindow
from orchestration.connectors.http import Api, Reply, bearer
from orchestration.connectors.restated import Restated, due
from orchestration.connectors.session import Failures, Session, StartOverError, as_json, as_lines, connecting, without
from orchestration.settings import SourceSettings
from orchestration.sources import Stream, streams

MOST_DAYS = 90  # how far a run goes back, unless told; reports go back a year
LAG = timedelta(days=2, hours=1)  # there within two full UTC days
SETTLED_DAYS = 4  # a report is final within three full UTC days
FIRST_CREDITS = date(2026, 6, 1)  # what was used before was not billed in AI credits

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)


class ApiSettings(SourceSettings, env_prefix="ASSAY_GITHUB_COPILOT_"):
    token: SecretStr | None = Field(None, validation_alias="GITHUB_TOKEN", repr=False)
    enterprise: str = Field("", description="the enterprise's name; its organizations are in its reports")
    organizations: str = Field("", description="names, separated by commas, where there is no enterprise")
    api_url: str = Field("https://api.github.com", description="the API's address")
    report_hosts: str = Field("copilot-reports.github.com", description="where reports lie, separated by commas")


@dataclass(frozen=True)
class Account:
    """Who pays for Copilot."""

    kind: Literal["enterprises", "orgs"]
    name: str

    @property
    def copilot(self) -> str:
        return f"/{self.kind}/{self.name}/copilot"

    @property
    def billing(self) -> str:
        return f"/{self.kind.replace('orgs', 'organizations')}/{self.name}/settings/billing"

    @property
    def file_name(self) -> str:
        return f"{self.kind}__{self.name.lower()}.jsonl.gz"

    def file(self, session: Session, stream: Stream, day: date) -> Restated:
        partition = f"{day:%Y-%m}" if stream.partition == "month" else str(day)
        return Restated(session, stream.name, partition, self.file_name)


def connector(landing: Path, settings: ApiSettings, sleep: Callable[[float], None]) -> Connector:
    """Copilot of one enterprise, or of the organizations that are named."""
    api = Api(
        source="github_copilot",
        url=settings.api_url,
        credential="GITHUB_TOKEN",
        secret=settings.token,
        login=bearer,
        headers={"Accept": "application/vnd.github+json, application/json;q=0.9", "X-GitHub-Api-Version": "2026-03-10"},
        link_hosts=_listed(settings.report_hosts),
    )
    accounts = [Account("enterprises", name) for name in _listed(settings.enterprise)]
    accounts = accounts or [Account("orgs", name) for name in _listed(settings.organizations)]
    unset = "" if accounts else "ASSAY_GITHUB_COPILOT_ENTERPRISE"
    return connecting(api, landing, sleep, partial(_fetch, accounts), unset)


def _listed(names: str) -> list[str]:
    return list(dict.fromkeys(name.strip().lower() for name in names.split(",") if name.strip()))


def _fetch(accounts: list[Account], session: Session, window: FetchWindow) -> None:
    """Land what the window holds of every account; one part that fails stops no other, and is told at the end."""
    if wrong := [account.name for account in accounts if not _NAME.fullmatch(account.name)]:
        raise FetchError(
            session.source, f"'{wrong[0]}' is no name of an account", "name an enterprise, or organizations"
        )
    failures = Failures()
    parts = [(account, part) for account in accounts for part in (_seats, _reports, _months)]
    failures.collect(lambda each: each[1](session, each[0], window), parts)
    failures.tell()


def _seats(session: Session, account: Account, window: FetchWindow) -> None:
    """Today's seats: there is no way to ask for those of another day."""
    if window.last < window.today:
        return
    stream = streams()["github_copilot/seats"]
    session.progress(f"{account.name}: seats of {window.today}")
    pages = session.whole(_read_seats, session, account, stream)
    session.land(stream.name, str(window.today), account.file_name, as_lines(pages))


def _read_seats(session: Session, account: Account, stream: Stream) -> list[dict[str, Any]]:
    path = f"{account.copilot}/billing/seats"
    total = 0

    def rows(payload: Any) -> list[Any]:
        nonlocal total
        match payload:
            case {"total_seats": int(told), "seats": list(seats)} if all(isinstance(seat, dict) for seat in seats):
                total = told
                return without(seats, stream.forbidden)
        raise FetchError(stream.source, f"GET {path} answered no page of seats", "check the API URL")

    def following(reply: Reply) -> str | None:
        return None if reply.next_query is None else f"{path}?{reply.next_query}"

    pages = session.listing(f"{path}?per_page=100", rows, following)
    if (found := sum(map(len, pages))) < total:  # more there may be: a user is listed for each of several teams
        raise StartOverError(stream.source, f"GET {path} answered {found} of {total} seats", "run it again")
    return [{"total_seats": total, "seats": page} for page in pages]


def _reports(session: Session, account: Account, window: FetchWindow) -> None:
    """The reports of days that are over and have not landed, or were not settled when they did.

    Raises:
        FetchError: days that failed; that none is there (404), where no other day says that the account is right.
    """
    stream = streams()["github_copilot/users_1_day"]
    file, failures = partial(account.file, session, stream), Failures()
    asked = due(window, window.days(MOST_DAYS, last=window.today - timedelta(days=1)), file)
    absent: list[FetchError] = []

    def land(day: date) -> bool:
        session.progress(f"{account.name}: {stream.name} {day}")
        try:
            lines = session.whole(_read_report, session, account, stream, day)
        except FetchError as error:
            if error.status != 404:
                raise
            absent.append(error)
            return False
        if lines is not None:
            file(day).land(lines, is_settled=day <= window.today - timedelta(days=SETTLED_DAYS))
        return True

    is_answered = any(failures.collect(land, asked))
    failures.tell()
    if absent and not is_answered:
        raise absent[0]


def _read_report(session: Session, account: Account, stream: Stream, day: date) -> bytes | None:
    """The lines of a day's report, in an order of our own: GitHub's, and into how many files it cuts them, may change.

    None where there is none yet, which is no report of nobody.
    """
    path = f"{account.copilot}/metrics/reports/users-1-day?day={day}"
    payload = session.get(path, may_be_blank=True).payload
    match payload:
        case None | {"download_links": []}:
            return None
        case {"download_links": list(links)} if payload.get("report_day", str(day)) == str(day):
            found = [line for link in links for line in session.lines(link, path)]
        case _:
            raise FetchError(stream.source, f"GET {path} answered no links to its report", "check the API URL")
    rows = [row for line in found for row in (line if isinstance(line, list) else [line])]
    if not all(isinstance(row, dict) and row.get("day") == str(day) for row in rows):
        raise FetchError(stream.source, f"GET {path} links to a report of something else", "run it again later")
    return b"".join(sorted(as_json(without(row, stream.forbidden)) + b"\n" for row in rows))


def _months(session: Session, account: Account, window: FetchWindow) -> None:
    """The AI credits of the months that the window touches, each whole: an open one up to today."""
    stream = streams()["github_copilot/ai_credit_usage"]
    file, failures = partial(account.file, session, stream), Failures()
    touched = {day.replace(day=1) for day in window.days(MOST_DAYS) if day >= FIRST_CREDITS}
    asked = due(window, sorted(touched), file)

    def land(first: date) -> None:
        session.progress(f"{account.name}: {stream.name} {first:%Y-%m}")
        after = periods.day_after("month", first)
        days = [first + timedelta(days=number) for number in range((after - first).days)]
        answers = [_read_credits(session, account, stream, day) for day in days if day <= window.today]
        file(first).land(as_lines(answers), is_settled=after + timedelta(days=SETTLED_DAYS) <= window.today)

    failures.collect(land, asked)
    failures.tell()


def _read_credits(session: Session, account: Account, stream: Stream, day: date) -> dict[str, Any]:
    """The answer about a day and everybody; with the whole day, of which an answer may name but the year."""
    asked = {"year": day.year, "month": day.month, "day": day.day}
    path = f"{account.billing}/ai_credit/usage?" + "&".join(f"{name}={value}" for name, value in asked.items())
    match session.get(path).payload:
        case {"timePeriod": dict(told), "usageItems": list()} as answer if {**asked, **told} == asked:
            return without(answer, stream.forbidden) | {"timePeriod": asked}
    raise FetchError(stream.source, f"GET {path} answered no AI credits of that day", "check the API URL")
