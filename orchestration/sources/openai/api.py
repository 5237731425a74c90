"""OpenAI's administration API: usage and costs by UTC day, users as they are now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from pydantic import Field, SecretStr

from orchestration.connectors.contract import Connector, FetchWindow
from orchestration.connectors.days import Days, in_pieces, next_page, page, page_rows, unix_span
from orchestration.connectors.http import Api, bearer
from orchestration.connectors.paged import page_lines
from orchestration.connectors.restated import PAGES
from orchestration.connectors.session import Failures, Session, connecting
from orchestration.settings import SourceSettings
from orchestration.sources import streams

LAG = timedelta(hours=5)  # not told; what comes later, the days that are not settled bring
SETTLED_DAYS = 3  # neither lag nor restatement is documented
MOST_DAYS = 90  # how far a run goes back, unless told; how far the API does is not documented
#: What is not asked for is merged without a word.
GROUPS = {
    "usage_completions": ("project_id", "user_id", "api_key_id", "model", "batch", "service_tier"),
    "costs": ("project_id", "line_item", "api_key_id"),
}
PATHS = {"usage_completions": "/organization/usage/completions", "costs": "/organization/costs"}
USERS = "/organization/users?limit=100"


class ApiSettings(SourceSettings, env_prefix="ASSAY_OPENAI_"):
    admin_key: SecretStr | None = Field(None, validation_alias="OPENAI_ADMIN_KEY", repr=False)
    api_url: str = Field("https://api.openai.com/v1", description="the API's address")


def connector(landing: Path, settings: ApiSettings, sleep: Callable[[float], None]) -> Connector:
    """Usage, costs and users of one organization, by its admin key."""
    api = Api(
        source="openai",
        url=settings.api_url,
        credential="OPENAI_ADMIN_KEY",
        secret=settings.admin_key,
        login=bearer,
        headers={},
    )
    return connecting(api, landing, sleep, _fetch)


def _fetch(session: Session, window: FetchWindow) -> None:
    """Land the users, then the days of the window; what fails is told at the end and asked for again next time."""
    failures = Failures()
    failures.collect(lambda day: _land_users(session, day), [window.today])
    for name in PATHS:
        first, stream = partial(_first_page, name, window.now), streams()[f"openai/{name}"]
        Days(session, stream, first, SETTLED_DAYS, MOST_DAYS, in_pieces).fetch(window, failures)
    failures.tell()


def _first_page(name: str, now: datetime, day: date) -> str:
    """A day's listing. An end in the future fails, so that a day that has not ended is asked for until now."""
    begin, end = unix_span(day, now)
    groups = "".join(f"&group_by={group}" for group in GROUPS[name])
    return f"{PATHS[name]}?start_time={begin}&end_time={end}&bucket_width=1d&limit=1{groups}"


def _land_users(session: Session, day: date) -> None:
    stream = streams()["openai/users"]
    session.progress(f"{stream.name} of {day}")
    pages = session.listing(
        USERS,
        lambda payload: page_rows(stream, USERS, payload),
        lambda reply: next_page(stream, USERS, reply, cursor="last_id", parameter="after"),
    )
    session.land(stream.name, str(day), PAGES, page_lines(pages, page))
