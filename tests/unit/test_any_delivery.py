"""The same rows, however they are delivered: the sample of every stream, in other files, pages and orders.

Each stream of the contract is here by being declared. Its material is the sample in `seeds/sample`; what Assay writes
itself, which has none, is made up from its declaration.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from orchestration.sources import DataType, Stream, streams
from tests.conftest import Zone
from tests.unit.test_fuzz_loading import row_of

SAMPLES = [Path(__file__).resolve().parents[2] / "seeds" / "sample" / folder for folder in ("landing", "tools")]
OURS = {"assay", "review"}
EXAMPLES = 5
WORDS = "words; of\tsomebody, and more"
EXTRA: tuple[Any, ...] = (WORDS, None, 1.5, True, [], ["a", {"b": 1}], {"zz_inner": {"text": WORDS}})

Row = dict[str, Any]


# ---------------------------------------------------------------- what the samples hold


def material(stream: Stream) -> dict[str, list[Row]]:
    """By partition the rows of its tables, or pages of one row each, in the order in which they win."""
    found: dict[str, list[Row]] = {}
    for path in sorted(path for sample in SAMPLES for path in (sample / stream.key).glob("*/*")):
        if path.suffix != ".parquet":  # which says what other files of the sample say as JSON
            found.setdefault(path.parent.name, []).extend(held_by(stream, path))
    if not found and stream.source in OURS:
        partition = "2026-06" if stream.partition == "month" else "2026-06-02"
        found[partition] = [row_of(stream, Random(seed)) for seed in range(3)]
    return found


def held_by(stream: Stream, path: Path) -> list[Row]:
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".csv":
        delimiter = ";" if ";" in text.partition("\n")[0] else ","
        return list(csv.DictReader(io.StringIO(text), delimiter=delimiter))
    lines = [text] if path.suffix == ".json" else filter(str.strip, text.splitlines())
    keys = stream.records.split(".") if stream.records else []
    documents = [json.loads(line) for line in lines]
    return [row for held in documents for row in (held if isinstance(held, list) else taken_apart(held, keys))]


def taken_apart(outer: Row, keys: list[str]) -> list[Row]:
    """The rows of a page, each alone in a page like it."""
    if not keys or not isinstance(outer.get(keys[0]), list):
        return [outer]
    return [outer | {keys[0]: [inner]} for held in outer[keys[0]] for inner in taken_apart(held, keys[1:])]


def put_together(rows: list[Row], key: str) -> list[Row]:
    """Pages of those that follow each other, where nothing else in the page differs."""
    pages: list[Row] = []
    for row in rows:
        if pages and key in row and beside(pages[-1], key) == beside(row, key):
            pages[-1] = pages[-1] | {key: pages[-1][key] + row[key]}
        else:
            pages.append(row)
    return pages


def beside(page: Row, key: str) -> str:
    return json.dumps({name: value for name, value in page.items() if name != key}, sort_keys=True)


# ---------------------------------------------------------------- another delivery of the same


@dataclass
class Delivery:
    """Rows of a stream in another shape, without some of its columns."""

    stream: Stream
    random: Random
    dropped: set[str]

    def files(self, rows: list[Row], counts: list[int]) -> dict[str, bytes]:
        """Files that win in the order of the rows, with so many rows each, and all that is left in a last one."""
        made: list[tuple[str, bytes]] = []
        while rows:
            count = counts.pop() if counts else len(rows)
            made += self._of(rows[:count])
            rows = rows[count:]
        return {f"{number:03}.{form}": content for number, (form, content) in enumerate(made)}

    def _of(self, rows: list[Row]) -> list[tuple[str, bytes]]:
        if is_table(self.stream):
            header, cells = self._table(rows)
            return [self.random.choice([self._csv, self._csv, self._parquet])(header, cells)]
        keys = self.stream.records.split(".") if self.stream.records else []
        pages = [self._page(page, keys) for page in (put_together(rows, keys[0]) if keys else rows)]
        documents = pages if keys else [pages]
        is_bare = any(keys and keys[0] not in page for page in pages)  # which only lines can be
        if not is_bare and self.random.random() < 0.5:
            return [("json", json.dumps(document).encode()) for document in documents]
        return [("jsonl", "\n".join(json.dumps(page) for page in pages).encode())]

    def _table(self, rows: list[Row]) -> tuple[list[str], list[list[str]]]:
        names = [name for name in dict.fromkeys(name for row in rows for name in row) if self._stays(name)]
        header = self._mixed({self._another(name): name for name in names}, is_flat=True)
        cells = [[row.get(name, WORDS if name == WORDS else "") for name in header.values()] for row in rows]
        return list(header), cells

    def _csv(self, header: list[str], cells: list[list[str]]) -> tuple[str, bytes]:
        text, ends = io.StringIO(), self.random.choice(["\n", "\r\n"])
        writer = csv.writer(text, delimiter=self.random.choice(",;\t"), lineterminator=ends)
        writer.writerows([header, *cells])
        return "csv", (self.random.choice(["", "\ufeff"]) + text.getvalue()).encode()

    def _parquet(self, header: list[str], cells: list[list[str]]) -> tuple[str, bytes]:
        columns = [
            [None if cell in self.stream.null_text else str(cell) for cell in row] for row in zip(*cells, strict=True)
        ]
        sink = io.BytesIO()
        pq.write_table(pa.table([pa.array(column, pa.string()) for column in columns], names=header), sink)
        return "parquet", sink.getvalue()

    def _page(self, outer: Row, keys: list[str]) -> Row:
        """A page or a row: each field under one of its names, or without those that are dropped."""
        columns = {name: column for column in self.stream.columns for name in (column.name, *column.also)}
        renewed: Row = {}
        for name, value in outer.items():
            if keys and name == keys[0]:
                rows = [self._page(row, keys[1:]) for row in (value if isinstance(value, list) else [value])]
                renewed[name] = rows if isinstance(value, list) else rows[0]
            elif not self._stays(name):
                renewed |= self.random.choice([{}, {name: None}])
            elif name in columns:
                renewed[self._another(name)] = self._nested(value, columns[name].type, name)
            else:
                renewed[name] = value
        return self._mixed(renewed)

    def _nested(self, value: Any, declared: DataType, path: str) -> Any:
        """What is declared as a structure may hold other fields, in any order; a map takes whatever it finds."""
        if path in self.stream.attributes:
            return self._more_attributes(value)
        if isinstance(declared, list) and isinstance(value, list):
            return [self._nested(item, declared[0], path) for item in value]
        if not isinstance(declared, dict) or not isinstance(value, dict) or "*" in declared:
            return value
        return self._mixed({n: self._nested(v, declared.get(n, "VARCHAR"), f"{path}.{n}") for n, v in value.items()})

    def _more_attributes(self, value: Any) -> Any:
        if isinstance(value, dict):
            return self._mixed(value | {"zz.other": WORDS})
        if not isinstance(value, list):
            return value
        is_pair = value and isinstance(value[0], dict)
        return [*value, {"key": "zz.other", "value": {"stringValue": WORDS}} if is_pair else f"zz:{WORDS}"]

    def _mixed(self, row: Row, is_flat: bool = False) -> Row:
        """With fields among them that nobody knows, in another order."""
        for number in range(self.random.randrange(3)):
            row = row | {f"zz_{number}": WORDS if is_flat else self.random.choice(EXTRA)}
        return {name: row[name] for name in self.random.sample(list(row), len(row))}

    def _another(self, name: str) -> str:
        """One of the names of the column."""
        column = next((c for c in self.stream.columns if name in (c.name, *c.also)), None)
        if column is None or any(path.split(".")[0] == name for path in self.stream.attributes):
            return name
        return self.random.choice([column.name, *column.also])

    def _stays(self, name: str) -> bool:
        called = {known.lower(): c.name for c in self.stream.columns for known in (c.name, *c.also)}
        endings = {c.matching: c.name for c in self.stream.columns if c.matching}
        gathered = next((column for ending, column in endings.items() if name.lower().endswith(ending)), None)
        return called.get(name.lower(), gathered) not in self.dropped


class AsItIs(Delivery):
    """In one file, as the vendor writes it."""

    def _mixed(self, row: Row, is_flat: bool = False) -> Row:
        return row

    def _another(self, name: str) -> str:
        return name


def is_table(stream: Stream) -> bool:
    paths = [path for sample in SAMPLES for path in (sample / stream.key).glob("*/*")]
    return stream.source in OURS or any(path.suffix == ".csv" for path in paths)


# ---------------------------------------------------------------- the rows


@pytest.fixture(scope="module")
def shared_zone(tmp_path_factory: pytest.TempPathFactory) -> Zone:
    """One home for all: a new one makes an empty dataset of every stream first."""
    return Zone(tmp_path_factory.mktemp("deliveries"))


def rows_of(zone: Zone, stream: Stream, files: dict[str, dict[str, bytes]]) -> list[Row]:
    """What these files of each partition are loaded as, in their order."""
    shutil.rmtree(zone.landing, ignore_errors=True)
    for partition, contents in files.items():
        for name, content in contents.items():
            zone.land(stream.key, partition, name, content)
    zone.load()
    assert [(row["file_name"], row["line_number"], row["reason"]) for row in zone.quarantine()] == []
    rows = sorted(zone.rows(stream.key), key=lambda row: row["partition"])
    return [{name: value for name, value in row.items() if name != "file_name"} for row in rows]


@pytest.mark.parametrize("key", sorted(streams()))
def test_a_stream_has_the_same_rows_however_it_is_delivered(shared_zone: Zone, key: str) -> None:
    stream = streams()[key]
    held = material(stream)
    assert held, f"seeds/sample has no {key}"
    as_it_is = AsItIs(stream, Random(0), set())
    told = rows_of(shared_zone, stream, {partition: as_it_is.files(rows, []) for partition, rows in held.items()})
    kept = {column.name for column in stream.columns if column.required or column.in_header} | {stream.day}
    optional = sorted({column.name for column in stream.columns} - kept)
    gathered = {column.name for column in stream.columns if column.matching}

    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],  # each example is a load: to look for a smaller one takes minutes
        suppress_health_check=list(HealthCheck),
    )
    @given(
        random=st.randoms(use_true_random=False),
        dropped=st.sets(st.sampled_from(optional)) if optional else st.just(set()),
        counts=st.lists(st.integers(1, 3), max_size=4),
    )
    def holds(random: Random, dropped: set[str], counts: list[int]) -> None:
        delivery = Delivery(stream, random, dropped)
        files = {partition: delivery.files(rows, list(counts)) for partition, rows in held.items()}
        without = {name: {} if name in gathered else None for name in dropped}
        assert rows_of(shared_zone, stream, files) == [row | without for row in told]

    holds()
