"""The company's own lists say more of somebody than ids: of a forgotten person's rows only what Assay reads stays.

That is the team, the cost centre, the kind of work and the days: without them no total would stay. Names, words, and
columns that nothing reads (telephone, street, title) go, whatever they hold.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from orchestration.forgetting import formats
from orchestration.forgetting.words import Words, names_people
from orchestration.loading.landing import format_of
from orchestration.settings import Settings
from orchestration.sources import Stream, streams

_SOURCE = "directory"
_WORDS = ("note",)
_SHOWN, _MORE = ("display_name", "displayName", "firstName"), ("lastName",)


def strip(settings: Settings, path: Path, words: Words) -> int:
    """Take out of a list's rows about them what nothing reads.

    Returns:
        How many rows are about them.
    """
    if not path.is_relative_to(settings.landing / _SOURCE):
        return 0
    parts = path.relative_to(settings.landing).parts
    stream, kind = streams().get("/".join(parts[:2])), formats.kind_of(path)
    if stream is None or kind not in ("text", "gzip"):
        return 0
    write = {"csv": _csv, "json": _json, "jsonl": _json}.get(format_of(path.name) or "")
    if write is None:
        return 0
    about: list[int] = []
    text = "".join(formats.texts(path, kind == "gzip"))
    if not words.may_hold(text):
        return 0
    content = write(text, _stripping(stream, words, about))
    if about:
        with formats.replacing(path) as target, formats.written(target, kind == "gzip") as out:
            out.write(content.encode("utf-8", "surrogateescape"))
    return len(about)


Row = dict[str, Any]


def _stripping(stream: Stream, words: Words, about: list[int]) -> Callable[[Row], Row]:
    """What becomes of a row; `about` gets an entry for each that is about them."""
    known = {name: column.name for column in stream.columns for name in (column.name, *column.also)}

    def whose(row: Row) -> str | None:
        for name, value in row.items():
            names = name in known and (name == "id" or names_people(name)) and "manager" not in name.lower()
            if names and isinstance(value, str) and (tombstone := words.of(value)):
                return tombstone
        return None

    def left(name: str, value: Any, tombstone: str) -> Any:
        column = known.get(name)
        if isinstance(value, dict):  # Okta's `profile`
            return {key: left(f"{name}.{key}", inner, tombstone) for key, inner in value.items()}
        if column in _SHOWN:
            return tombstone.split("@")[0]
        if column is None or column in (*_WORDS, *_MORE):
            return "" if isinstance(value, str) else None
        return words.value(name, value) if isinstance(value, str) else value

    def stripped(row: Row) -> Row:
        flat = dict(row)
        for name, value in row.items():
            if isinstance(value, dict):
                flat |= {f"{name}.{key}": inner for key, inner in value.items()}
        tombstone = whose(flat)
        if tombstone is None:
            return row
        about.append(1)
        return {name: left(name, value, tombstone) for name, value in row.items()}

    return stripped


def _csv(text: str, stripped: Callable[[Row], Row]) -> str:
    text = text.removeprefix("\ufeff")
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=formats.line_end(text))
    header: list[str] | None = None
    for row in rows:
        if header is None or len(row) != len(header):
            header = header or (row if any(row) else None)
            writer.writerow(row)
        else:
            names = [name.strip() for name in header]
            is_plain = len(set(names)) == len(names)
            writer.writerow(stripped(dict(zip(names, row, strict=True))).values() if is_plain else row)
    return out.getvalue()


def _json(text: str, stripped: Callable[[Row], Row]) -> str:
    """A page, a list or lines."""

    def walk(value: Any) -> Any:
        if isinstance(value, list):
            return [walk(inner) for inner in value]
        if isinstance(value, dict):
            held = {key: walk(inner) if isinstance(inner, list) else inner for key, inner in value.items()}
            return stripped(held)
        return value

    try:
        return json.dumps(walk(json.loads(text)), ensure_ascii=False)
    except ValueError:
        return "".join(_line(line, walk) + "\n" for line in text.splitlines())


def _line(line: str, walk: Callable[[Any], Any]) -> str:
    try:
        return json.dumps(walk(json.loads(line)), ensure_ascii=False)
    except ValueError:
        return line
