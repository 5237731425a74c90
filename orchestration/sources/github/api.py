"""GitHub's REST API: pull requests with reviews, commits and files, again whenever `updated_at` moves.

What has landed is what lies in the landing zone: a pull whose line carries the listed `updated_at`, with its reviews,
commits and files. Its own line lands last. Where to list from is kept beside it: the day to which a repository is
complete, moved on only by whole runs that were not told where to start, so that no window and no failure leaves a hole.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr

from orchestration.connectors.contract import Connector, FetchError, FetchWindow
from orchestration.connectors.http import Api, Reply, bearer
from orchestration.connectors.session import Failures, Session, as_lines, connecting, without
from orchestration.settings import SourceSettings
from orchestration.sources import streams
from orchestration.sources.github.texts import commit_evidence, evidence

LAG = timedelta(hours=1)  # there at once; a day is over everywhere some minutes after
FIRST_DAYS = 90  # how far a first run goes back, unless told
OVERLAP = timedelta(days=1)  # what is listed again before the last complete day; what landed costs no further request
SETTLED = timedelta(seconds=5)  # `updated_at` has whole seconds: a second change within one would never be seen
BATCH = 25  # pulls a write: what a kill can cost, about 100 of the 5,000 requests of an hour
#: What the list of files answers, like any 422, where GitHub cannot compare; every other failure may pass.
_NO_DIFF = re.compile(r"too (?:large|long|big)|not_available", re.IGNORECASE)

#: The lists of a pull: their stream, their path under the pull, and what tells their items apart.
LISTS = (("pull_reviews", "reviews", "id"), ("pull_commits", "commits", "sha"), ("pull_files", "files", "filename"))
#: Beside what the streams forbid: a signed payload repeats the message, and a repository can carry a token to clone it.
NEVER_KEPT = ("verification", "temp_clone_token")

_REPOSITORY = re.compile(r"[A-Za-z0-9][\w-]*/(?!\.{1,2}$)[\w.-]+", re.ASCII)
Lines = dict[str, dict[str, Any]]  # of one pull, by stream


class ApiSettings(SourceSettings, env_prefix="ASSAY_GITHUB_"):
    token: SecretStr | None = Field(None, validation_alias="GITHUB_TOKEN", repr=False)
    repositories: str = Field("", description="owner/name, separated by commas")
    api_url: str = Field("https://api.github.com", description="the API's address, also of an enterprise server")


def connector(landing: Path, settings: ApiSettings, sleep: Callable[[float], None]) -> Connector:
    """Pulls of the repositories named in the settings, each again after every update."""
    api = Api(
        source="github",
        url=settings.api_url,
        credential="GITHUB_TOKEN",
        secret=settings.token,
        login=bearer,
        headers={"Accept": "application/vnd.github+json, application/json;q=0.9", "X-GitHub-Api-Version": "2022-11-28"},
    )
    written = [name.strip() for name in settings.repositories.split(",") if name.strip()]
    names = list({name.casefold(): name for name in reversed(written)}.values())[::-1]  # to GitHub, case is no matter
    unset = "" if names else "ASSAY_GITHUB_REPOSITORIES"
    return connecting(api, landing, sleep, partial(_fetch, names), unset)


def _fetch(repositories: list[str], session: Session, window: FetchWindow) -> None:
    """Land every pull of the repositories that was updated in the window.

    Raises:
        FetchError: after all repositories were tried, naming those that failed; at once where none can succeed.
    """
    failures = Failures(most_unanswered=len(repositories))
    failures.collect(lambda repository: _fetch_repository(session, repository, window), repositories)
    failures.tell()


def _fetch_repository(session: Session, repository: str, window: FetchWindow) -> None:
    if not _REPOSITORY.fullmatch(repository):
        raise FetchError("github", f"'{repository}' is no repository", "name repositories as owner/name")
    name = repository.replace("/", "__")
    file_name = f"{name}.jsonl.gz"
    start = window.start or _resume_from(session.complete_until("pulls", name), window)
    updates = _updates(session, repository, start, window.end)
    session.progress(f"{repository}: {len(updates)} pulls updated from {start} to {window.end}")
    failures = Failures()
    for day, of_day in groupby(updates, key=lambda update: update[0][:10]):
        landed = _landed_stamps(session, day, file_name)
        missing = [(stamp, number) for stamp, number in of_day if landed.get(number) != stamp]
        for first in range(0, len(missing), BATCH):
            if failures.is_hopeless:
                break
            session.progress(f"{repository}: {day}, {len(missing) - first} pulls to read")
            read = failures.collect(partial(_read_pull, session, repository), missing[first : first + BATCH])
            _land(session, file_name, [lines for lines in read if lines is not None])
    failures.tell()
    if window.start is None:
        session.set_complete("pulls", name, window.last)


def _landed_stamps(session: Session, day: str, file_name: str) -> dict[int, str]:
    """`updated_at` by number of the pulls of a day that can be read in all four streams.

    One whose files GitHub could not compare is not among them: it is tried again for as long as it is listed.
    """
    lists = [_landed(session.folder(stream, day) / file_name) for stream, _, _ in LISTS]
    pulls = _landed(session.folder("pulls", day) / file_name)
    return {number: pulls[number].get("updated_at", "") for number in pulls if all(number in lines for lines in lists)}


def _resume_from(complete: date | None, window: FetchWindow) -> date:
    if complete is None or complete > window.today:  # a clock was wrong, then or now
        return window.last - timedelta(days=FIRST_DAYS - 1)
    return min(complete, window.last) - OVERLAP


def _updates(session: Session, repository: str, start: date, end: date) -> list[tuple[str, int]]:
    """(`updated_at`, number) of the pulls updated in the window, oldest first.

    The API has no "since", so it lists from the newest down to the start; a pull that moves meanwhile comes twice
    in this order, where in the other the next one would be skipped.
    """

    def rows(payload: Any) -> list[tuple[str, int]]:
        return [_stamped(pull, path) for pull in _objects(payload, path)]

    def following(reply: Reply) -> str | None:
        is_enough = any(_day(stamp) < start for stamp, _ in rows(reply.payload))
        return None if is_enough else _next(path, reply)

    path = f"/repos/{repository}/pulls"
    pages = session.listing(f"{path}?state=all&sort=updated&direction=desc&per_page=100", rows, following)
    newest = {number: stamp for page in reversed(pages) for stamp, number in reversed(page)}
    return sorted((stamp, number) for number, stamp in newest.items() if start <= _day(stamp) <= end)


def _read_pull(session: Session, repository: str, update: tuple[str, int]) -> Lines | None:
    """A pull and its lists, as they land; None for one that is changing now, which the next run reads.

    It lists every pull that was updated since this run began.
    """
    listed, number = update
    path = f"/repos/{repository}/pulls/{number}"
    reply = session.get(path)
    (pull,) = _objects([reply.payload], path)
    stamp, answered = _stamped(pull, path)
    if answered != number:
        raise FetchError("github", f"GET {path} answered pull {answered}", "check the API URL")
    if stamp > listed or abs(reply.at - datetime.fromisoformat(stamp)) < SETTLED:
        session.progress(f"{repository}#{number} is changing just now; the next run reads it")
        return None
    lines = {}
    for stream, leaf, key in LISTS:
        try:
            items = _items(session, f"{path}/{leaf}", key, (*streams()[f"github/{stream}"].forbidden, *NEVER_KEPT))
        except FetchError as error:
            if stream != "pull_files" or not (error.status == 422 or _NO_DIFF.search(error.said)):
                raise
            session.progress(f"{repository}#{number} cannot be compared by GitHub; its files stay unknown for now")
        else:
            lines[stream] = {"repo": _full_name(pull, repository), "number": number, "items": items}
    return lines | {"pulls": _kept(pull)}


def _kept(pull: dict[str, Any]) -> dict[str, Any]:
    kept = without(pull, (*streams()["github/pulls"].forbidden, *NEVER_KEPT))
    kept["body"] = evidence(pull.get("body") or "")
    if isinstance(merge := kept.get("auto_merge"), dict):
        merge["commit_message"] = commit_evidence(merge.get("commit_message") or "")
    return kept


def _items(session: Session, path: str, key: str, forbidden: tuple[str, ...]) -> list[dict[str, Any]]:
    """The items of a list of a pull, each once, in the API's order."""
    first = f"{path}?per_page=100"
    pages = session.listing(first, lambda payload: _objects(payload, path), lambda reply: _next(path, reply))
    items = {item.get(key): without(item, forbidden) for page in pages for item in page}
    for item in items.values():
        if isinstance(commit := item.get("commit"), dict):
            commit["message"] = commit_evidence(commit.get("message") or "")
    return list(items.values())


def _land(session: Session, file_name: str, read: list[Lines]) -> None:
    """Put the pulls into their days' files, each in place of its earlier line; the pulls themselves last."""
    for day in sorted({lines["pulls"]["updated_at"][:10] for lines in read}):
        of_day = [lines for lines in read if lines["pulls"]["updated_at"][:10] == day]
        for stream in (*(stream for stream, _, _ in LISTS), "pulls"):
            content = _landed(session.folder(stream, day) / file_name)
            content |= {lines["pulls"]["number"]: lines[stream] for lines in of_day if stream in lines}
            session.land(stream, day, file_name, as_lines(content[n] for n in sorted(content)))


def _landed(path: Path) -> dict[int, dict[str, Any]]:
    """The lines of a landed file by number; none where it is absent, or damaged and so to be fetched again."""
    try:
        lines = [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]
        return {int(line["number"]): line for line in lines}
    except (FileNotFoundError, gzip.BadGzipFile, EOFError, zlib.error, ValueError, KeyError, TypeError):
        return {}


def _next(path: str, reply: Reply) -> str | None:
    return None if reply.next_query is None else f"{path}?{reply.next_query}"


def _objects(payload: Any, path: str) -> list[dict[str, Any]]:
    if not isinstance(payload, list) or not all(isinstance(item, dict) for item in payload):
        raise FetchError("github", f"GET {path} answered other than with objects", "check the API URL")
    return payload


def _stamped(pull: dict[str, Any], path: str) -> tuple[str, int]:
    """(`updated_at`, number) of a pull, proven to be what they should be: they become a path."""
    match pull:
        case {"updated_at": str(stamp), "number": int(number)} if number > 0 and _is_utc(stamp):
            return stamp, number
    what = f"GET {path} answered a pull without its number or a time of update"
    raise FetchError("github", what, "check the API URL")


def _full_name(pull: dict[str, Any], asked: str) -> str:
    """The repository's name as the pull itself says it: what was asked for may be an old name, or cased otherwise."""
    match pull:
        case {"base": {"repo": {"full_name": str(name)}}}:
            return name
    return asked


def _is_utc(stamp: str) -> bool:
    try:
        return f"{datetime.fromisoformat(stamp):%Y-%m-%dT%H:%M:%SZ}" == stamp
    except ValueError:
        return False


def _day(stamp: str) -> date:
    return date.fromisoformat(stamp[:10])
