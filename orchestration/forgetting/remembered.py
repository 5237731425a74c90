"""Who was forgotten, as salted hashes: a vendor that is asked again, or delivers again, brings them back.

Files that are new since the last load are looked through before any is read, if anybody was ever forgotten.
Each token is hashed like the list, so that no name has to be kept for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq

from orchestration import files
from orchestration.forgetting import formats
from orchestration.forgetting.directory import strip
from orchestration.forgetting.person import salting
from orchestration.forgetting.words import Identifier, Words
from orchestration.loading import landing, record
from orchestration.settings import Settings

LIST = "forgotten.json"
_ESCAPE = re.compile(r"\\u00([0-7][0-9a-f])|\\[nrtbf]|%([2-4][0-9a-f])", re.IGNORECASE)
#: What may be an id: a run of its letters; and what may be a whole value, with blanks within.
_RUN = re.compile(r"[\w.+@:/-]{2,200}")
_VALUE = re.compile(r"[^\",;\t\r\n<>\\:{}\[\]]{3,80}")
_NAME_WORDS = (2, 3)
_NO_REPLY = re.compile(r"(?:\d+\+)?([\w-]+)@users\.noreply\.")


def remember(home: Path, identifiers: Iterable[Identifier]) -> None:
    """Add to the list. Nothing in it can be read; who has the salt can ask whether it holds somebody."""
    known = _read(home)
    hashed = salting(home)
    known |= {hashed(one.value): [one.tombstone, one.is_word, one.is_alone] for one in identifiers}
    files.write(home, LIST, json.dumps(known, indent=0).encode())


def keep_out(settings: Settings, tell: Callable[[str], None] = lambda message: None) -> int:
    """Replace in files that are new what names somebody who was forgotten.

    Returns:
        How many files named somebody.
    """
    known = _read(settings.home)
    if not known:
        return 0
    rewritten = 0
    for path in new_files(settings):
        if not path.exists():
            continue
        try:
            words = _found(settings.home, path, known)
            hits = strip(settings, path, words) + formats.rewrite(path, words) if words.identifiers else 0
        except formats.UnreadableError:
            continue  # the loader says so, and reads nothing of it
        name = words.replaced(landing.shown(path.name))
        if name != landing.shown(path.name):
            path.rename(path.with_name(name))
        if hits or name != landing.shown(path.name):
            rewritten += 1
            tell(f"{path.parent.relative_to(settings.landing)}: somebody who was forgotten came again, and is replaced")
    return rewritten


def new_files(settings: Settings) -> list[Path]:
    """Files of the landing zone that the record of files does not know as they are, and those that it knows and are
    gone."""
    with duckdb.connect() as connection:
        known = {
            (version.source, version.stream, version.partition, version.file_name): version
            for version in record.read(connection, settings.raw)
            if version.superseded_at is None
        }
    here = {_place(file): file for file in landing.listing(settings.landing).files}
    touched = [file for place, file in here.items() if place not in known or known[place].stamp != file.stamp]
    # a home that was copied has other stamps, and the same bytes
    changed = [
        file.path
        for file in landing.read_through(touched)
        if _place(file) not in known or known[_place(file)].sha256 != file.sha256
    ]
    return changed + [settings.landing.joinpath(*place) for place in known.keys() - here.keys()]


def _place(file: landing.LandedFile) -> tuple[str, str, str, str]:
    return file.source, file.stream, file.partition, file.file_name


def _read(home: Path) -> dict[str, list[Any]]:
    file = home / LIST
    return json.loads(file.read_text()) if file.exists() else {}


def _found(home: Path, path: Path, known: dict[str, list[Any]]) -> Words:
    """What a file names of those on the list."""
    candidates = _candidates(landing.shown(path.name))
    for text in _texts(path):
        candidates |= _candidates(text)
    hashed = salting(home)
    found = ((value, known.get(hashed(value))) for value in candidates)
    return Words(tuple(Identifier(value, *entry) for value, entry in found if entry))


def _texts(path: Path) -> Iterator[str]:
    kind = formats.kind_of(path)
    if kind == "parquet":
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches():
                for column in batch.columns:
                    values = column.unique() if formats.is_text(column.type) else column
                    yield json.dumps(values.to_pylist(), default=str, ensure_ascii=False)
    elif kind in ("text", "gzip"):
        yield from formats.texts(path, kind == "gzip")


def _candidates(text: str) -> set[str]:
    plain = text.lower()
    if "\\" in plain or "%" in plain:
        plain = _ESCAPE.sub(lambda e: chr(int(e[1] or e[2], 16)) if e[1] or e[2] else " ", plain)
    found = set(_RUN.findall(plain))
    for run in [run for run in found if ":" in run or "/" in run]:
        found.update(re.split(r"[:/]", run))
    found |= {re.sub(r"\+[^@]*@", "@", run) for run in found if "+" in run and "@" in run}
    for run in list(found):  # of a longer word the ids within, with the signs between
        parts = re.split(r"([-_.])", run)
        found |= {"".join(parts[at : at + 2 * many + 1]) for many in range(4) for at in range(0, len(parts), 2)}
    found = {run.strip(".:/-+@") for run in found}
    found |= set(_NO_REPLY.findall(plain)) if "noreply" in plain else set()
    for value in {value.strip() for value in set(_VALUE.findall(plain)) if " " in value}:
        words = value.split()  # of a sentence the names within
        found |= {" ".join(words[at : at + many]) for many in _NAME_WORDS for at in range(len(words) - many + 1)}
        found.add(value)
    return found - {""}
