"""What a vendor delivers: one folder a vendor, each with its streams and, where there is an API, its connector.

A folder here is live as soon as it exists: it lists `STREAMS` (a tuple of `Stream`), and its `api.py`, where there is
an API or a bucket to fetch from, defines `ApiSettings` (what it logs in with), `LAG` (how long after a UTC day the
vendor has it) and `connector(landing, settings, sleep) -> Connector`. Nothing outside a vendor's own rooms names the
vendor.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import pkgutil
from dataclasses import astuple, dataclass
from datetime import date
from functools import cache
from importlib.util import find_spec
from types import ModuleType
from typing import Literal

from orchestration import periods

#: A DuckDB scalar type, a struct ({"name": type}), a list ([type]) or a map ({"*": type}).
DataType = str | dict[str, "DataType"] | list["DataType"]

MONEY = "DECIMAL(38,12)"
TIMESTAMP = "TIMESTAMPTZ"  # a text without an offset is UTC
#: No number of one row is larger, unless its column says so. Nine million such counts sum to a BIGINT; a bill of as
#: much, in units of 10^-12, times a hundred such counts is a HUGEINT, which bills are split in (macros/money.sql).
LARGEST = 10**12


@dataclass(frozen=True)
class Column:
    """A field of a row, under the vendor's own name.

    `required`, the bounds and `holds` are what one row must satisfy to be read at all; a row that does not is
    quarantined; what is `in_header` a CSV must have as a column, and a row may leave empty. Every number lies in
    `minimum` to `maximum` and every date or time in `earliest` to `latest`, those inside a nested field too, whether
    the column says so or not: a type has room for values that no model bears.
    `holds` is an SQL condition on `{}`, and on other columns as `{Name}`; `fault` says what is wrong where it fails.
    `open_end` marks a date whose 9999-12-31 means that there is none.
    `free_text` may hold people's words: quarantine never copies it.
    `may_be_text` marks a nested field that some write as a text: of JSON, which is read, or of anything, which is not.
    `matching` gathers the CSV columns that end so into one map from the rest of their names (sparse, growing sets).
    `also` are other names under which the vendor delivers the same field; a row that has both means the first.
    `is_epoch` marks a number that counts from 1970: seconds, or thousandths, millionths or billionths of them, which
    its size tells.
    `form` is how a column of dates or times is written whose order of day and month cannot be seen: '%m-%d-%Y'.
    """

    name: str
    type: DataType = "VARCHAR"
    required: bool = False
    in_header: bool = False
    minimum: int = -LARGEST
    maximum: int = LARGEST
    earliest: date = periods.FIRST
    latest: date = periods.LAST
    holds: str | None = None
    fault: str | None = None
    open_end: bool = False
    matching: str | None = None
    free_text: bool = False
    may_be_text: bool = False
    also: tuple[str, ...] = ()
    is_epoch: bool = False
    form: str | None = None


@dataclass(frozen=True)
class Stream:
    """One kind of file of one vendor: `landing/<source>/<name>/<partition>/…`.

    Args:
        rows: what one row is, in words; shown in the catalogue.
        columns: what is kept of a row, all else is dropped.
        day: the column whose UTC day (or month) the partition must name; None where rows carry no date.
        partition: 'day' for YYYY-MM-DD, 'month' for YYYY-MM.
        records: the key under which a page of the vendor's API holds its rows; None for bare lists and lines. Of lists
            within lists, or of an object within each row, all keys with dots between: what stands beside them goes
            with the row.
        more: the path under which such a page says that another one follows: true, or the mark of the next.
        attributes: the paths under which rows hold attributes as OpenTelemetry has them, which may hold anything: a
            list of `{key, value: {stringValue: …}}` or of texts `key:value`, or an object whose keys have dots. They
            are read as an object of plain values, with `_` for every dot; what is not declared of them is dropped.
        of_page: columns that such a page tells once, beside its rows, for all of them.
        unread: columns of a CSV that the vendor is known to deliver and nobody needs: dropped without a word.
        forbidden: fields that neither raw nor quarantine may ever hold, and connectors drop.
        null_text: what a CSV writes for "nothing".
        owner: who answers for the delivery.
        late_after_days: how long nothing new may come before Dagster calls the stream late.
        brings: what a company that has nothing else can already be told from it; None for what adds to another stream.
    """

    source: str
    name: str
    rows: str
    columns: tuple[Column, ...]
    day: str | None = None
    partition: Literal["day", "month"] = "day"
    records: str | None = None
    more: str | None = None
    attributes: tuple[str, ...] = ()
    of_page: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    null_text: tuple[str, ...] = ("",)
    owner: str = "team:data-platform"
    late_after_days: int = 2
    brings: Literal["people", "bills", "usage", "outcomes"] | None = None

    @property
    def key(self) -> str:
        return f"{self.source}/{self.name}"

    @property
    def fingerprint(self) -> str:
        """Changes when rows would be read differently, so that every partition is loaded again."""
        text = json.dumps(
            [
                list(map(astuple, self.columns)),
                *(self.day, self.records, self.more, self.attributes, self.of_page, self.null_text),
            ],
            default=str,
        )
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def duckdb_type(data_type: DataType) -> str:
    """The DuckDB spelling of a declared type."""
    if isinstance(data_type, str):
        return data_type
    if isinstance(data_type, list):
        return f"{duckdb_type(data_type[0])}[]"
    if "*" in data_type:
        return f"MAP(VARCHAR, {duckdb_type(data_type['*'])})"
    return "STRUCT(" + ", ".join(f'"{name}" {duckdb_type(inner)}' for name, inner in data_type.items()) + ")"


@cache
def modules() -> tuple[ModuleType, ...]:
    """Every vendor's folder, by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return tuple(importlib.import_module(f"{__name__}.{name}") for name in names)


@cache
def apis() -> dict[str, ModuleType]:
    """The API module of every vendor that has one, by source."""
    names = {module.__name__.rpartition(".")[2]: f"{module.__name__}.api" for module in modules()}
    return {source: importlib.import_module(name) for source, name in names.items() if find_spec(name)}


@cache
def streams() -> dict[str, Stream]:
    """Every stream by its key `<source>/<stream>`."""
    return {stream.key: stream for module in modules() for stream in module.STREAMS}
