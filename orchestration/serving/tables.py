"""One table of a copy as a table of PostgreSQL: its columns, its comments, its rows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

import duckdb

from orchestration.serving import rights
from orchestration.serving.database import Database, ServingError
from orchestration.sql import identifier, literal

_BATCH = 100_000
#: What PostgreSQL calls DuckDB's types, of which Arrow carries the values as they are.
_KINDS = {
    "BOOLEAN": "boolean",
    "SMALLINT": "smallint",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "DOUBLE": "double precision",
    "DATE": "date",
    "TIMESTAMP": "timestamp without time zone",
    "TIMESTAMP WITH TIME ZONE": "timestamp with time zone",
    "VARCHAR": "text",
    "VARCHAR[]": "text[]",
    "JSON": "json",
}


@dataclass(frozen=True)
class Column:
    """A column: its type in PostgreSQL, what DuckDB reads of it, and what the copy says of it."""

    name: str
    kind: str
    value: str
    comment: str | None


@dataclass(frozen=True)
class Table:
    """A table of a copy."""

    schema: str
    name: str
    comment: str | None
    columns: tuple[Column, ...]

    @property
    def query(self) -> str:
        values = ", ".join(f"{column.value} as {identifier(column.name)}" for column in self.columns)
        return f"select {values} from {identifier(self.schema)}.{identifier(self.name)}"


def of_the_copy(copy: duckdb.DuckDBPyConnection) -> list[Table]:
    """What a copy holds."""
    columns: dict[tuple[str, str], list[Column]] = {}
    for schema, table, name, kind, comment in copy.execute(
        "select schema_name, table_name, column_name, data_type, comment from duckdb_columns()"
        " where not internal order by schema_name, table_name, column_index"
    ).fetchall():
        columns.setdefault((schema, table), []).append(_column(name, kind, comment))
    found = copy.execute("select schema_name, table_name, comment from duckdb_tables() order by all").fetchall()
    return [Table(schema, name, comment, tuple(columns[schema, name])) for schema, name, comment in found]


def load(served: Database, copy: duckdb.DuckDBPyConnection, table: Table, role: str) -> int:
    """Make PostgreSQL's table the copy's. Returns its rows.

    Raises:
        ServingError: what PostgreSQL has is not what was sent.
    """
    name = f"{role}.{identifier(table.name)}"
    if not _is_made(served, table, role):
        served.run(f"drop table if exists {name}")
        shape = ", ".join(f"{identifier(column.name)} {column.kind}" for column in table.columns)
        served.run(f"create table {name} ({shape})")
        rights.guard(served, name, role)
    for kind, thing, comment in (
        ("table", name, table.comment),
        *(("column", f"{name}.{identifier(column.name)}", column.comment) for column in table.columns),
    ):
        served.run(f"comment on {kind} {thing} is {literal(comment) if comment else 'null'}")
    served.run(f"delete from {name}")
    served.append(role, table.name, copy.sql(table.query).to_arrow_reader(_BATCH))
    return _proven(served, copy, table, name)


def drop_others(served: Database, role: str, names: Collection[str]) -> None:
    """Drop tables of ours that a copy has no more; what somebody else has put there stays."""
    for (name,) in served.ask(
        "select tablename::text from pg_policies"
        f" where schemaname = {literal(role)} and policyname = {literal(rights.POLICY)}"
    ):
        if name not in names:
            served.run(f"drop table {role}.{identifier(name)}")


def _column(name: str, kind: str, comment: str | None) -> Column:
    value = identifier(name)
    if kind == "VARCHAR":
        value = f"replace({value}, chr(0), chr(65533))"  # PostgreSQL's text has no zero byte
    elif kind.startswith("DECIMAL("):
        return Column(name, kind.replace("DECIMAL", "numeric"), value, comment)
    elif kind == "HUGEINT":
        return Column(name, "numeric(38,0)", f"cast({value} as decimal(38, 0))", comment)
    elif kind not in _KINDS:
        return Column(name, "text", f"cast({value} as varchar)", comment)
    return Column(name, _KINDS[kind], value, comment)


def _is_made(served: Database, table: Table, role: str) -> bool:
    """Whether a table stands with these columns in this order, and guarded as we guard it."""
    found = served.ask(
        "select attname::text, format_type(atttypid, atttypmod)"
        " from pg_attribute join pg_class on pg_class.oid = attrelid join pg_policy on polrelid = attrelid"
        f" where attrelid = to_regclass({literal(f'{role}.{identifier(table.name)}')}) and attnum > 0"
        f" and not attisdropped and relrowsecurity and polname = {literal(rights.POLICY)}"
        f" and {literal(role)}::regrole = any (polroles) order by attnum"
    )
    return found == [(column.name, column.kind) for column in table.columns]


def _proven(served: Database, copy: duckdb.DuckDBPyConnection, table: Table, name: str) -> int:
    """The rows, once as many are there as were sent, and amounts have the same sums: earlier drivers wrote some digits
    of decimals to the wrong place, and said nothing (arrow-adbc 3485, 4507)."""
    sums = [f"sum({identifier(column.name)})" for column in table.columns if column.kind.startswith("numeric")]
    asked = ", ".join(f"cast({what} as varchar)" for what in ("count(*)", *sums))
    sent = copy.execute(f"select {asked} from {identifier(table.schema)}.{identifier(table.name)}").fetchall()[0]
    there = served.ask(f"select {asked} from {name}")[0]
    for what, *both in zip(("count(*)", *sums), sent, there, strict=True):
        if _number(both[0]) != _number(both[1]):
            raise ServingError(f"{name} is not what was sent: {what} is {both[1]} and was {both[0]}")
    return int(sent[0])


def _number(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value)
