"""Forget a person: everywhere in the home, the landing zone included, and the totals stay.

What names them is replaced by an identifier from which nothing leads back, a different one for each of their ids, so
that rows stay apart and in their team. Then whatever is made of the landing zone is made again from it, and the whole
home is searched. A list of salted hashes is kept, by which they are known when a vendor delivers them again.

What is under way stands in `forgetting.json` (0600), with their identifiers, until it is proven: a kill loses nothing,
the next `assay forget` goes on from there, and nothing is built before what is landed is rewritten.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import duckdb

from orchestration import files
from orchestration.forgetting import formats, totals
from orchestration.forgetting.directory import strip
from orchestration.forgetting.person import NobodyError as NobodyError
from orchestration.forgetting.person import Person, find
from orchestration.forgetting.remembered import new_files, remember
from orchestration.forgetting.totals import Totals
from orchestration.forgetting.words import Identifier, Words
from orchestration.loading.landing import shown
from orchestration.publish import described
from orchestration.settings import Settings
from orchestration.sql import literal
from orchestration.warehouse import building

JOURNAL = "forgetting.json"
REWRITING, REBUILDING = "rewriting", "rebuilding"
#: Made again from the landing zone as a whole: of a database whose rows are replaced, free pages hold the old ones.
_MADE_AGAIN = ("warehouse.duckdb", "warehouse.duckdb.wal", "dbt", "tmp")
#: Holds no word of anybody's, or is ours.
_OWN = (JOURNAL, "forgotten.json", "person_key.salt")

Tell = Callable[[str], None]


class ForgetError(Exception):
    """Why nobody was forgotten, or not whole; and what to do."""


@dataclass
class Erasure:
    """An erasure under way: who, what the totals were, and how far it is."""

    person: Person
    as_of: str
    before: Totals
    stage: str = REWRITING
    places: dict[str, int] = field(default_factory=dict)

    @property
    def words(self) -> Words:
        return self.person.words


# ---------------------------------------------------------------- before


def under_way(settings: Settings) -> Erasure | None:
    """The erasure that was begun and is not proven, if any."""
    file = settings.home / JOURNAL
    if not file.exists():
        return None
    told = json.loads(file.read_text("utf-8"))
    who = told.pop("person")
    identifiers = tuple(Identifier(**one) for one in who.pop("identifiers"))
    lists = {name: tuple(who.pop(name)) for name in ("sought", "shared")}
    return Erasure(Person(identifiers=identifiers, **lists, **who), **told)


def refusal(settings: Settings) -> str | None:
    """Why nothing may be loaded: what is landed is half rewritten. None: it is not."""
    erasure = under_way(settings)
    if erasure is None or erasure.stage != REWRITING:
        return None
    return "forgetting somebody broke off, and what is landed is half rewritten; run `assay forget --go-on` first"


def plan(settings: Settings, asked: str) -> Erasure:
    """Who is meant, what names them, and what the totals are now.

    Raises:
        NobodyError: no one person is meant.
        ForgetError: the warehouse does not say what has landed.
    """
    if unfinished := building.unfinished(settings):
        raise ForgetError(unfinished)
    if waiting := len(new_files(settings)):
        raise ForgetError(f"{waiting} files have landed, changed or gone since the last build; run `assay build` first")
    person = find(settings, asked, secrets.token_hex(8))
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(settings.warehouse))} as warehouse (read_only)")
        as_of = connection.execute("select as_of_date from warehouse.intermediate.int_as_of").fetchall()[0][0]
    return Erasure(person, as_of.isoformat(), totals.totals(settings))


def search(settings: Settings, words: Words, tell: Tell = lambda message: None) -> tuple[dict[str, int], list[str]]:
    """How often each place of the home names them, and what cannot be searched, with the reason."""
    found: dict[str, int] = {}
    unread: list[str] = []
    in_code = words.but_of("\n".join(path.read_text("utf-8", "replace") for path in building.code()))
    for path in _files(settings, skipped=_OWN):
        place = _place(settings, path)
        found.setdefault(place, 0)
        sought = in_code if place == "dbt" else words  # what dbt makes of our own examples is nobody
        try:
            hits = formats.count(path, sought) + sought.count(shown(_told(settings, path)))
        except (formats.UnreadableError, OSError) as problem:
            unread.append(f"{path} {problem}")
            continue
        if hits:
            found[place] += hits
            tell(f"{hits:,} in {_told(settings, path)}")
    return found, unread


# ---------------------------------------------------------------- doing it


def rewrite(settings: Settings, erasure: Erasure, tell: Tell) -> None:
    """Take them out of every file that stays, and put away what the build makes again. May be killed and done again.

    Raises:
        ForgetError: files that cannot be read or written, which are named; all others are done.
    """
    keep(settings, erasure)
    remember(settings.home, erasure.person.identifiers)
    for name in _MADE_AGAIN:
        path = settings.home / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    problems, links = [], {}
    for path in list(_files(settings, skipped=_OWN)):
        try:
            _rewrite(settings, path, erasure, links)
        except (formats.UnreadableError, OSError) as problem:
            problems.append(f"{path} {problem}")
    for version in settings.published.iterdir() if settings.published.is_dir() else ():
        if version.is_dir() and not version.is_symlink():
            described.seal(version)
    if problems:
        raise ForgetError("\n".join([*problems, "the rest is done; when these are gone or readable, run it again"]))
    for place, hits in erasure.places.items():
        tell(f"{place}: replaced in {hits:,} files")
    erasure.stage = REBUILDING
    keep(settings, erasure)


def _rewrite(settings: Settings, path: Path, erasure: Erasure, links: dict[int, Path]) -> None:
    words = erasure.words
    before = path.stat()
    if before.st_ino in links:  # the same file under another name stays the same
        path.unlink()
        os.link(links[before.st_ino], path)
        return
    hits = strip(settings, path, words) + formats.rewrite(path, words)
    if hits and before.st_nlink > 1:
        links[before.st_ino] = path
    name = words.replaced(shown(path.name))
    if name != shown(path.name):
        path.rename(path.with_name(name))
        hits += 1
    if hits:
        place = _place(settings, path)
        erasure.places[place] = erasure.places.get(place, 0) + 1


def keep(settings: Settings, erasure: Erasure) -> None:
    """Write down how far it is."""
    files.write(settings.home, JOURNAL, json.dumps(asdict(erasure)).encode())


# ---------------------------------------------------------------- the proof


@dataclass(frozen=True)
class Proof:
    """What was searched, and found; which totals are others than before."""

    places: dict[str, int]
    unread: list[str]
    changed: dict[str, list[str]]
    totals: int

    @property
    def holds(self) -> bool:
        return not (any(self.places.values()) or self.unread or self.changed)


def prove(settings: Settings, erasure: Erasure, tell: Tell) -> Proof:
    """Search the whole home, and compare the totals. Where all is well the erasure is over, and its journal goes."""
    places, unread = search(settings, erasure.words, tell)
    now = totals.totals(settings)
    proof = Proof(places, unread, totals.different(erasure.before, now), sum(map(len, now.values())))
    if proof.holds:
        (settings.home / JOURNAL).unlink(missing_ok=True)
    return proof


# ---------------------------------------------------------------- what there is


def _files(settings: Settings, skipped: tuple[str, ...]) -> Iterator[Path]:
    """Every file of the home, and of the landing zone wherever links lead, once each."""
    seen: set[Path] = set()
    for root in (settings.landing, settings.home):
        for folder, inner, names in os.walk(root, followlinks=root == settings.landing):
            here = Path(folder).resolve()
            if here in seen:
                inner[:] = []
                continue
            seen.add(here)
            for name in sorted(names):
                path = Path(folder) / name
                is_own = Path(folder) == settings.home and name in skipped
                if path.is_file() and not (
                    is_own or formats.is_log(path) or (path.is_symlink() and root != settings.landing)
                ):
                    yield path


def _told(settings: Settings, path: Path) -> str:
    """A file's path within the home, folders too, whose names are nobody's to change but the owner's."""
    return str(path.relative_to(settings.home) if path.is_relative_to(settings.home) else path)


def _place(settings: Settings, path: Path) -> str:
    """The folder of the home that a file lies in; of the landing zone the source's too."""
    if path.is_relative_to(settings.landing):
        parts = path.relative_to(settings.landing).parts
        return "/".join(["landing", *parts[:-1][:1]])
    parts = path.relative_to(settings.home).parts
    return parts[0] if len(parts) > 1 else "home"
