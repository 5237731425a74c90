"""Damaged deliveries of every stream and format, drawn at random: what holds of a load, whatever it is fed.

    make soak
    ASSAY_SOAK=500 ASSAY_SEED=7 .venv/bin/python -m pytest tests/unit/test_fuzz_loading.py

Each file is read a second time by Python (json, csv, pyarrow), which shares nothing with the loader. A failure names
the seed of its delivery: run with ASSAY_SEED=<seed> ASSAY_SOAK=1 for that one alone.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.sources import Column, DataType, Stream, streams
from tests.conftest import Zone

COUNT = int(os.environ.get("ASSAY_SOAK", 160))
SEED = int(os.environ.get("ASSAY_SEED", 20261128))
DAY, MONTH = "2026-06-02", "2026-06"
ANY: Any = object()  # a row that Python reads otherwise than DuckDB, and neither is wrong
START = 1780358400 * 10**9  # of DAY, in nanoseconds since 1970
FORBIDDEN, PROSE = "forbiddenwords", "words of somebody"
FORMATS = ("jsonl", "jsonl", "json", "csv", "csv", "parquet")
LAWFUL = {  # where a column takes not any value
    "employment_type": "employee",
    "fte": "0.5",
    "timezone": "Europe/Berlin",
    "ChargePeriodEnd": "2026-07-01T00:00:00Z",
    "logName": "projects/p/logs/cloudaicompanion.googleapis.com%2Fmetadata",
    "timePeriod": {"year": 2026, "month": 6, "day": 2},
    "case_id": "0" * 32,
    "reason": "scripted_use",
    "reviewer_role": "reviewer",
    "month": "2026-06-01",
}
ODD: tuple[Any, ...] = (
    None, "", " ", "NULL", "nan", "infinity", "-1", "1.5", "1_000", "1e3", "0x10", "٣", "true", True, False, 0, -0.0,
    -7, 1.5, 7.0, 10**18, 10**30, 9007199254740993, 1e400, float("nan"), "9" * 40, "0.1234567890123456789", [], {},
    [[]], [None], {"a": 1}, "é" * 90, "日本" * 70, "\u0000", "\u001d", "\u2028", "\ufdd0", "\ud800", "'; drop table x",
    "a\nb", 'a"b', "a,b", "\r", "2026-06-02", "2026-06-02T10:00:00+02:00", "2026-13-01", "0001-01-01", "x" * 5000,
)  # fmt: skip
BYTES = (
    b"\x00", b"\x0b", b"\x0c", b"\r", b"\n", b"\r\n", b"\n\n", b"\x1c", b"\x1d", b"\x1f", b"\xff", b"\xc3",
    b"\xef\xbb\xbf", b'"', b"'", b",", b";", b"{", b"}", b"[", b"]", b"\\", b":", b"\xc2\x85", b"\xe2\x80\xa8",
    b"\xc2\xa0", b"1e400", b"NaN", b"null", b"-", b"\\u0000", b"\t", b" ",
)  # fmt: skip


# ---------------------------------------------------------------- lawful rows


def row_of(stream: Stream, random: Random) -> dict[str, Any]:
    row = {column.name: _value(column, column.type, random) for column in stream.columns}
    if stream.partition == "month" and stream.day:
        row[stream.day] = f"{MONTH}-01T00:00:00Z"
    for end in {"end_time", "ending_at"} & row.keys() if stream.day else ():  # of a bucket, on the day it begins
        row[end] = f"{row[stream.day][:10]}T12:00:00Z"
    return row | dict.fromkeys(stream.forbidden, f"a {FORBIDDEN} b")


def _value(column: Column, data_type: DataType, random: Random) -> Any:
    if column.name in LAWFUL:
        return LAWFUL[column.name]
    if listed := re.fullmatch(r"{} in \((.+)\)", column.holds or ""):
        lawful = re.findall("'([^']*)'", listed[1])
        return "confirmed" if "confirmed" in lawful else random.choice(lawful)  # to which the lawful reason belongs
    if isinstance(data_type, list):
        return [_value(column, data_type[0], random) for _ in range(random.randrange(3))]
    if isinstance(data_type, dict):
        names = random.sample(["opus", "sonnet", "auto", "é.x"], 2) if "*" in data_type else list(data_type)
        return {name: _value(column, data_type.get(name, data_type.get("*", "")), random) for name in names}
    if column.is_epoch:
        return START + random.randrange(86_400) * 10**9
    if data_type == "BIGINT":
        return random.randrange(1, 1000)
    if data_type.startswith("DECIMAL"):
        return f"{random.randrange(1, 10**6)}.{random.randrange(10**6):06}"
    if data_type == "BOOLEAN":
        return random.random() < 0.5
    if data_type == "DATE":
        return DAY
    if data_type == "TIMESTAMPTZ":
        return f"{DAY}T{random.randrange(24):02}:{random.randrange(60):02}:00Z"
    return PROSE if column.free_text else random.choice(["ada", "bö b", "日本", "x-1", 'q"uo', "a,b", "é"])


# ---------------------------------------------------------------- files


def page_of(stream: Stream, rows: list[Any]) -> Any:
    """A page with these rows, in lists within lists where the stream has them so."""
    page: Any = rows
    for key in reversed((stream.records or "").split(".")):
        page = [{key: page}]
    return page[0]


def encode(stream: Stream, rows: list[Any], form: str, random: Random) -> bytes:
    """The rows as a file of this format."""
    if form in ("json", "jsonl"):
        is_ascii = random.random() < 0.3
        if form == "jsonl":
            texts = [json.dumps(row, ensure_ascii=is_ascii) for row in rows]
            if stream.records and random.random() < 0.5:
                texts = [json.dumps(page_of(stream, rows), ensure_ascii=is_ascii)]
            return ("\n".join(texts) + random.choice(["\n", ""])).encode("utf-8", "surrogatepass")
        page = page_of(stream, rows) | {"has_more": False} if stream.records else rows
        return json.dumps(page, ensure_ascii=is_ascii).encode("utf-8", "surrogatepass")
    tables = [_flat(stream, row) for row in rows if isinstance(row, dict)]
    names = list(dict.fromkeys(name for row in tables for name in row))
    if form == "csv":
        text = io.StringIO()
        writer = csv.writer(text, lineterminator=random.choice(["\n", "\r\n"]))
        writer.writerow(names)
        writer.writerows([row.get(name) for name in names] for row in tables)
        return text.getvalue().encode("utf-8", "surrogatepass")
    sink = io.BytesIO()
    texts = {n: [None if (v := row.get(n)) is None else str(v).replace("\ud800", "?") for row in tables] for n in names}
    pq.write_table(pa.table({name: _arrow(stream, name, column, random) for name, column in texts.items()}), sink)
    return sink.getvalue()


def _flat(stream: Stream, row: dict[str, Any]) -> dict[str, Any]:
    """A row as a table has it: nested fields as JSON, a map that is gathered from columns as these columns."""
    gathered = {column.name: column.matching for column in stream.columns if column.matching}
    flat: dict[str, Any] = {}
    for name, value in row.items():
        if name in gathered:
            flat |= {f"{key}{gathered[name]}": item for key, item in value.items()} if isinstance(value, dict) else {}
        else:
            flat[name] = json.dumps(value) if isinstance(value, (dict, list)) else value
    return flat


def _arrow(stream: Stream, name: str, texts: list[str | None], random: Random) -> pa.Array:
    """Texts as some type that a writer might choose for them."""
    kinds: list[pa.DataType] = [pa.string(), pa.large_string(), pa.binary(), pa.dictionary(pa.int32(), pa.string())]
    kinds += [pa.int64(), pa.uint64(), pa.float64(), pa.decimal128(38, 12), pa.decimal256(60, 20), pa.date32()]
    kinds += [pa.timestamp(unit, zone) for unit in ("ms", "us", "ns") for zone in (None, "UTC")]
    try:
        return pa.array(texts, pa.string()).cast(random.choice(kinds))
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowTypeError):
        return pa.array(texts, pa.string())


# ---------------------------------------------------------------- damage


def damage_row(row: dict[str, Any], stream: Stream, random: Random) -> Any:
    """A row with one thing odd; what is forbidden stays under its own name."""
    name = random.choice(stream.columns).name
    kind = random.randrange(8)
    if kind < 4:
        return row | {name: random.choice(ODD)}
    if kind == 4:
        return {key: value for key, value in row.items() if key != name}
    if kind == 5:
        inner = row.get(name)
        if isinstance(inner, dict) and inner:
            return row | {name: inner | {random.choice(list(inner)): random.choice(ODD)}}
        return row | {name: [random.choice(ODD), inner]}
    if kind == 6:
        return row | {random.choice(["new_field", "doc", "_line", "filename", "A", "x y"]): random.choice(ODD)}
    return random.choice([None, [], "x", 7, {}, [row], row])


def damage_bytes(content: bytes, random: Random) -> bytes:
    place, other = sorted(random.randrange(len(content) + 1) for _ in range(2))
    kind = random.randrange(14)
    if kind == 0:
        return content[:place]
    if kind == 1:
        return content[:place] + content[other:] if other - place < 200 else content[place:]
    if kind == 2 and content:
        place = min(place, len(content) - 1)
        return content[:place] + bytes([content[place] ^ (1 << random.randrange(8))]) + content[place + 1 :]
    if kind == 3:
        return content.replace(b"\n", random.choice([b"\r\n", b"\r", b"\n\n", b"\n \n", b"\x0c\n"]))
    if kind == 4:
        return random.choice([b"\xef\xbb\xbf", b"\n\n", b" ", b"\x0c", b"\x0b\n", b"[", b"\x00"]) + content
    if kind == 5:
        return content + random.choice(
            [b"\n\n", b"\x00" * 50, b"\x0c", b"{", b"}", b'"', b"\x0b\n", b"null\n", b"[]\n"]
        )
    if kind == 6:
        return content.decode("utf-8", "replace").encode(random.choice(["latin-1", "utf-16", "cp1252"]), "replace")
    if kind == 7:
        return re.sub(rb'"(\w+)": ', rb'"\1": 1, "\1": ', content, count=random.choice([0, 1]))
    if kind == 8:
        return content.replace(b"}", random.choice([b",}", b', "deep": ' + b"[" * 900 + b"]" * 900 + b"}", b"}}"]), 1)
    if kind == 9:
        head, _, rest = content.partition(b"\n")
        fields = head.split(b",")
        fields[random.randrange(len(fields))] = random.choice(
            [b"", b"x", b"Date", b'"a b"', fields[0], fields[0].lower()]
        )
        return b",".join(fields) + b"\n" + rest if FORBIDDEN.encode() not in head else content
    for _ in range(random.choice([1, 1, 1, 3])):
        place = random.randrange(len(content) + 1)
        content = content[:place] + random.choice(BYTES) + content[place:]
    return content


@dataclass(frozen=True)
class Delivery:
    """One partition of one stream: its files, and how many rows the good one among them holds."""

    stream: Stream
    files: dict[str, bytes]
    good: int

    @property
    def partition(self) -> str:
        return DAY if self.stream.partition == "day" else MONTH


def delivery(seed: int) -> Delivery:
    random = Random(seed)
    stream = list(streams().values())[seed % len(streams())]
    rows = [row_of(stream, random) for _ in range(random.randrange(1, 4))]
    files = {"good.jsonl": encode(stream, [page_of(stream, rows)] if stream.records else rows, "jsonl", Random(0))}
    for number in range(random.choice([1, 1, 2])):
        form = random.choice(FORMATS)
        lines: list[Any] = [row_of(stream, random) for _ in range(random.randrange(1, 6))]
        if random.random() < 0.6:
            place = random.randrange(len(lines))
            lines[place] = damage_row(lines[place], stream, random)
        content = encode(stream, lines, form, random)
        if random.random() < 0.7:
            content = damage_bytes(content, random)
        name = f"bad{number}.{form}"
        if random.random() < 0.15:
            content, name = gzip.compress(content, mtime=0), f"{name}.gz"
            content = content[: len(content) - random.choice([0, 0, 0, 8, 20])]
        files[name] = content
    return Delivery(stream, files, len(rows))


# ---------------------------------------------------------------- the second reading


def states(stream: Stream, name: str, content: bytes) -> list[Any] | None:
    """The rows that a file states, as Python reads them; None where Python cannot read the file."""
    if name.endswith(".gz"):
        try:
            content, name = gzip.decompress(content), name.removesuffix(".gz")
        except (OSError, EOFError):
            return None
    try:
        return _READINGS[name.rsplit(".", 1)[1]](stream, content)
    except (ValueError, csv.Error, RecursionError, pa.ArrowException, OSError):
        return None


def _first(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Of a key that stands twice the first, as DuckDB has it; where it matters the row is refused."""
    return dict(reversed(pairs))


def _json(text: str) -> Any:
    """As json reads it; where it does not, without trailing commas, which DuckDB takes."""
    try:
        return json.loads(text, parse_float=Decimal, object_pairs_hook=_first)
    except ValueError:
        bare = re.sub(r",(\s*[}\]])", r"\1", text)
        return json.loads(bare, parse_float=Decimal, object_pairs_hook=_first)


def _rows_of(stream: Stream, document: Any) -> list[Any]:
    if isinstance(document, list):
        return document
    page, *within = (stream.records or "").split(".")
    if page and isinstance(document, dict) and isinstance(document.get(page), list):
        rows = document[page]
        for key in within:
            rows = [row for outer in rows for row in _held_at(outer, key)]
        return rows
    return [document]


def _held_at(outer: Any, key: str) -> list[Any]:
    """What lies in an element, each with what stands beside it."""
    held = outer.get(key) if isinstance(outer, dict) else None
    beside = {name: value for name, value in outer.items() if name != key} if isinstance(outer, dict) else {}
    inner = held if isinstance(held, list) else [held] if isinstance(held, dict) else []
    return [row | beside if isinstance(row, dict) else row for row in inner]


def _read_lines(stream: Stream, content: bytes) -> list[Any]:
    rows: list[Any] = []
    for line in content.removeprefix(b"\xef\xbb\xbf").split(b"\n"):
        if line.strip(b" \t\r"):
            try:
                found = _rows_of(stream, _json(line.decode("utf-8", "replace")))
            except (ValueError, RecursionError):
                found = [None]
            is_utf8 = line.decode("utf-8", "ignore").encode() == line
            rows += found if is_utf8 else [None] * len(found)
    return rows


def _read_documents(stream: Stream, content: bytes) -> list[Any]:
    text, rows, decoder = (
        content.decode("utf-8-sig").strip(" \t\r\n\x0b\x0c"),
        [],
        json.JSONDecoder(parse_float=Decimal, object_pairs_hook=_first),
    )
    while text:
        try:
            document, end = decoder.raw_decode(text)
        except ValueError:
            document, end = _json(text), len(text)
        rows += _rows_of(stream, document)
        text = text[end:].lstrip(" \t\r\n\x0b\x0c")
    return rows


def _read_csv(stream: Stream, content: bytes) -> list[Any]:
    try:
        list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (csv.Error, ValueError):  # what torn quotes mean is anybody's reading
        lines = csv.reader(io.StringIO(content.decode("utf-8-sig", "replace"), newline=""))
        return [ANY] * (sum(any(row) for row in lines) - 1)
    rows = [row for row in csv.reader(io.StringIO(content.decode("utf-8-sig", "replace"), newline="")) if any(row)]
    named = [[None if cell in stream.null_text else cell for cell in row] for row in rows[1:]]
    return [dict(zip(_header(stream, rows[0]), row, strict=False)) for row in named]


def _read_parquet(stream: Stream, content: bytes) -> list[Any]:
    def plain(value: Any) -> Any:
        return value.decode("utf-8", "replace") if isinstance(value, bytes) else value

    found = pq.read_table(io.BytesIO(content))
    table = found.rename_columns(_header(stream, found.column_names))
    return [{k: plain(v) for k, v in row.items()} for row in table.to_pylist()]


def _header(stream: Stream, names: list[str]) -> list[str]:
    """Names of columns mean the stream's, whatever their letters and the blanks around them."""
    declared = {name.lower(): c.name for c in stream.columns for name in (*c.also, c.name)}
    return [declared.get(name.strip("\ufeff \t\r\n").lower(), name) for name in names]


_READINGS: dict[str, Callable[[Stream, bytes], list[Any]]] = {
    "jsonl": _read_lines,
    "json": _read_documents,
    "csv": _read_csv,
    "parquet": _read_parquet,
}


def is_same(stated: Any, loaded: Any, data_type: DataType) -> bool:
    """Whether a loaded value is what the file states. What Python cannot read itself is no disagreement."""
    if stated is None or (stated == "" and not isinstance(data_type, str)):
        return loaded is None
    if not isinstance(data_type, str):
        if isinstance(stated, str):  # of a table
            try:
                stated = _json(stated)
            except ValueError:
                return False
        if isinstance(data_type, list):
            return (
                isinstance(stated, list)
                and loaded is not None
                and len(stated) == len(loaded)
                and all(map(is_same, stated, loaded, [data_type[0]] * len(stated)))
            )
        names = stated if "*" in data_type else data_type
        return (
            isinstance(stated, dict)
            and loaded is not None
            and all(is_same(stated.get(n), loaded[n], data_type.get(n, data_type.get("*", ""))) for n in names)
        )
    if loaded is None:
        return False
    try:
        return _SAME.get(data_type.split("(")[0], lambda a, b: True)(stated, loaded)
    except (ValueError, InvalidOperation, OverflowError):
        return True


def _same_text(stated: Any, loaded: str) -> bool:
    return loaded == stated if isinstance(stated, str) else True


def _same_number(stated: Any, loaded: Any) -> bool:
    number = Decimal(str(stated).strip())
    return abs(number - loaded) <= max(Decimal("1e-12"), abs(number) * Decimal("1e-15"))


def _same_moment(stated: Any, loaded: datetime) -> bool:
    if not isinstance(stated, str | date):
        return False
    moment = datetime.fromisoformat(stated) if isinstance(stated, str) else stated
    moment = datetime(moment.year, moment.month, moment.day) if type(moment) is date else moment
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.replace(microsecond=0) == loaded.astimezone(UTC).replace(microsecond=0)


def _same_day(stated: Any, loaded: date) -> bool:
    if not isinstance(stated, str | date):
        return False
    day = datetime.fromisoformat(stated) if isinstance(stated, str) else stated
    return (day.date() if isinstance(day, datetime) else day) == loaded


_SAME: dict[str, Callable[[Any, Any], bool]] = {
    "VARCHAR": _same_text,
    "BIGINT": _same_number,
    "DECIMAL": _same_number,
    "BOOLEAN": lambda stated, loaded: (
        str(stated).strip().lower() in ({True: "1 true t yes y", False: "0 false f no n"}[loaded])
    ),
    "TIMESTAMPTZ": _same_moment,
    "DATE": _same_day,
}


def is_row(stream: Stream, stated: Any, loaded: dict[str, Any]) -> bool:
    if stated is ANY:
        return True
    if not isinstance(stated, dict):
        return False
    for column in stream.columns:
        value = stated.get(column.name)
        if column.matching and column.name not in stated:
            ending = column.matching
            declared = {other.name.lower() for other in stream.columns}
            value = {
                name.lower().removesuffix(ending): item
                for name, item in stated.items()
                if name.lower().endswith(ending) and name.lower() not in declared and item is not None
            }
            if not value and not loaded[column.name]:  # of a table none of its columns, of JSON not the map itself
                continue
        if column.may_be_text and value is not ANY:
            value = _held(value)
        if not is_same(value, loaded[column.name], column.type):
            return False
    return True


def _held(value: Any) -> Any:
    """The object that a text holds, or that is there itself; anything else is nothing."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return None
    return value if isinstance(value, dict) else None


def are_stated(stream: Stream, stated: list[Any], loaded: list[dict[str, Any]]) -> bool:
    """Whether the loaded rows are some of the stated ones, in their order."""
    rest: Iterator[Any] = iter(stated)
    return all(any(is_row(stream, row, found) for row in rest) for found in loaded)


# ---------------------------------------------------------------- what holds


def load(home: Path, deliveries: list[Delivery]) -> Zone:
    """One load of deliveries of different streams."""
    zone = Zone(home)
    for one in deliveries:
        for name, content in one.files.items():
            zone.land(one.stream.key, one.partition, name, content)
    zone.load()
    return zone


def check(zone: Zone, one: Delivery, refused: list[dict[str, Any]], files: list[dict[str, Any]]) -> None:
    """What a load made of one delivery."""
    stream, rows = one.stream, zone.rows(one.stream.key)
    records = {f["file_name"]: f for f in files if (f["source"], f["stream"]) == (stream.source, stream.name)}
    refused = [q for q in refused if (q["source"], q["stream"]) == (stream.source, stream.name)]
    assert set(records) == set(one.files)
    for name, content in one.files.items():
        record, loaded = records[name], [row for row in rows if row["file_name"] == name]
        reasons = [q["reason"] for q in refused if q["file_name"] == name]
        said = (name, record["error"], reasons)
        assert (record["rows_loaded"], record["rows_quarantined"]) == (len(loaded), len(reasons)), said
        assert record["rows_read"] == len(loaded) + len(reasons), said
        if name == "good.jsonl":
            assert (len(loaded), len(reasons)) == (one.good, 0), said
        stated = states(stream, name, content)
        if record["error"]:
            assert (record["rows_read"], record["rows_loaded"]) == (1, 0), said
        elif stated is None:  # pyarrow minds more of a torn footer than DuckDB does
            assert not loaded or ".parquet" in name, (said, loaded)
        else:
            assert are_stated(stream, stated, loaded), (said, stated, loaded)
            lost = len(stated) - record["rows_read"]
            # DuckDB finds more rows than Python where quotes are torn, never fewer
            assert lost <= 0 if ".csv" in name else lost == 0, (said, stated)
    told = json.dumps([refused, list(records.values())], default=str, ensure_ascii=False)
    assert FORBIDDEN not in told + json.dumps(rows, default=str, ensure_ascii=False)
    assert PROSE not in told


def run(home: Path, prepared: Path, seeds: range) -> None:
    """Load and check the deliveries of these seeds. An error of a load is searched for among them."""
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(prepared, home / "raw")
    deliveries = [delivery(seed) for seed in seeds]
    try:
        zone = load(home, deliveries)
    except Exception as problem:
        if len(seeds) == 1:
            problem.add_note(f"seed {seeds[0]}")
            raise
        for seed in seeds:
            run(home, prepared, range(seed, seed + 1))
        raise
    refused, files = zone.quarantine(), zone.files()
    for seed, one in zip(seeds, deliveries, strict=True):
        try:
            check(zone, one, refused, files)
        except BaseException as problem:
            problem.add_note(f"seed {seed}")
            raise


def test_whatever_is_delivered(tmp_path: Path) -> None:
    """Rows read are loaded or quarantined, what is loaded is what the file states, and nothing else stops."""
    empty = Zone(tmp_path / "empty")
    empty.load()
    step = len(streams())
    for first in range(SEED, SEED + COUNT, step):
        run(tmp_path / "home", empty.raw, range(first, min(first + step, SEED + COUNT)))
