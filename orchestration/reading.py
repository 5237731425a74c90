"""How one row of a stream is read and what makes it unreadable: SQL made from the stream's declaration.

Each rule about a row (required, a number, not negative, of this partition) is stated once, in `problem`, over a
function that says where a value comes from: a typed column after the fast path, or text when looking for the bad lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from orchestration.calendar import day_after, first_day
from orchestration.sources import Column, DataType, Stream, duckdb_type


def literal(text: str) -> str:
    """`text` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """`name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


@dataclass(frozen=True)
class Leaf:
    """A scalar inside a column: its JSON path, with `[*]` or `.*` where a list or a map is crossed."""

    path: str
    type: str

    @property
    def is_many(self) -> bool:
        return "*" in self.path

    @property
    def is_number(self) -> bool:
        return self.type == "BIGINT" or self.type.startswith("DECIMAL")


def leaves(column: Column) -> list[Leaf]:
    """The scalars of a column, in order."""
    return list(_leaves(f"$.{column.name}", column.type))


def _leaves(path: str, data_type: DataType) -> Iterator[Leaf]:
    if isinstance(data_type, str):
        yield Leaf(path, data_type)
    elif isinstance(data_type, list):
        yield from _leaves(f"{path}[*]", data_type[0])
    else:
        for name, inner in data_type.items():
            yield from _leaves(f"{path}.{name}", inner)


def json_reader(paths: list[str], stream: Stream) -> str:
    """Rows of JSON line files, typed. Raises in DuckDB on the first line that does not fit."""
    columns = ", ".join(f"{literal(c.name)}: {literal(duckdb_type(c.type))}" for c in stream.columns)
    files = ", ".join(literal(path) for path in paths)
    names = ", ".join(identifier(c.name) for c in stream.columns)
    return (
        f"select {names}, parse_filename(filename) as file_name"
        f" from read_json([{files}], format = 'newline_delimited', columns = {{{columns}}}, filename = true)"
    )


def line_reader(path: str) -> str:
    """The lines of a text file as `line_number` (from 1) and `line`; no quoting, U+001F never occurs in JSON."""
    return (
        "select row_number() over () as line_number, line"
        f" from read_csv({literal(path)}, columns = {{'line': 'VARCHAR'}}, auto_detect = false, header = false,"
        " delim = '\x1f', quote = '', escape = '', max_line_size = 20000000)"
    )


def typed_problem(stream: Stream, partition: str) -> str:
    """The reason why a typed row must not be loaded, or NULL: an expression over the stream's own columns."""

    def below(column: Column) -> str:
        if isinstance(column.type, str):
            return f"{identifier(column.name)} < {column.minimum}"
        return " or ".join(_typed_below(column, leaf) for leaf in leaves(column) if leaf.is_number)

    return _case(stream, partition, lambda c: f"{identifier(c.name)} is null", below, lambda c: identifier(c.name), {})


def _typed_below(column: Column, leaf: Leaf) -> str:
    """Is a number inside a nested column below the minimum? One list or map may be crossed."""
    name, steps = identifier(column.name), leaf.path.removeprefix(f"$.{column.name}")
    crossing = next((mark for mark in ("[*]", ".*") if mark in steps), None)
    if crossing is None:
        return f"{name}{_dotted(steps)} < {column.minimum}"
    before, after = steps.split(crossing, 1)
    values = f"{name}{_dotted(before)}" if crossing == "[*]" else f"map_values({name}{_dotted(before)})"
    return f"len(list_filter({values}, lambda item: item{_dotted(after)} < {column.minimum})) > 0"


def _dotted(steps: str) -> str:
    return "".join(f".{identifier(step)}" for step in steps.split(".") if step)


def json_problem(stream: Stream, partition: str) -> str:
    """The same reasons for a line as text, and what only a text can have: over `line` and `doc` (NULL if no JSON)."""

    def value(leaf: Leaf) -> str:
        return f"json_extract_string(doc, {literal(leaf.path)})"

    def misfit(leaf: Leaf) -> str:
        if not leaf.is_many:
            return f"({value(leaf)} is not null and try_cast({value(leaf)} as {leaf.type}) is null)"
        return (
            f"len(list_filter({value(leaf)}, lambda item:"
            f" item is not null and try_cast(item as {leaf.type}) is null)) > 0"
        )

    def below(column: Column) -> str:
        return " or ".join(
            f"len(list_filter({value(leaf)}, lambda item: try_cast(item as {leaf.type}) < {column.minimum})) > 0"
            if leaf.is_many
            else f"try_cast({value(leaf)} as {leaf.type}) < {column.minimum}"
            for leaf in leaves(column)
            if leaf.is_number
        )

    def missing(column: Column) -> str:
        return f"coalesce(json_type(doc, {literal(f'$.{column.name}')}), 'NULL') = 'NULL'"

    structural = {
        "contains(line, chr(65533))": "the line is not UTF-8",
        "doc is null": "the line is not JSON",
        "json_type(doc) != 'OBJECT'": "the line is not a JSON object",
    }
    for column in stream.columns:
        kind = None if isinstance(column.type, str) else "ARRAY" if isinstance(column.type, list) else "OBJECT"
        if kind:
            found = f"json_type(doc, {literal(f'$.{column.name}')})"
            structural[f"{found} not in ({literal(kind)}, 'NULL')"] = f"`{column.name}` is not a JSON {kind.lower()}"
        for leaf in leaves(column):
            if leaf.type != "VARCHAR":
                structural[misfit(leaf)] = f"`{leaf.path[2:]}` does not fit the type {leaf.type}"

    def day(column: Column) -> str:
        return f"try_cast({value(Leaf(f'$.{column.name}', ''))} as {column.type})"

    return _case(stream, partition, missing, below, day, structural)


def table_problem(stream: Stream, partition: str, header: set[str]) -> str:
    """The same reasons for a row of text columns (CSV, Parquet)."""

    def typed(column: Column) -> str:
        return f"try_cast({identifier(column.name)} as {column.type})"

    structural = {
        f"({identifier(c.name)} is not null and {typed(c)} is null)": f"`{c.name}` does not fit the type {c.type}"
        for c in stream.columns
        if c.name in header and isinstance(c.type, str) and c.type != "VARCHAR"
    }
    for column in stream.columns:
        if column.matching:
            for name in _matching(column, stream, header):
                field, kind = identifier(name), duckdb_type(column.type["*"])  # type: ignore[index,call-overload]
                structural[f"({field} is not null and try_cast({field} as {kind}) is null)"] = (
                    f"`{name}` does not fit the type {kind}"
                )
                structural[f"try_cast({field} as {kind}) < {column.minimum or 0}"] = f"`{name}` is below 0"

    def missing(column: Column) -> str:
        return f"{identifier(column.name)} is null" if column.name in header else "true"

    def below(column: Column) -> str:
        return f"{typed(column)} < {column.minimum}" if column.name in header and not column.matching else "false"

    return _case(stream, partition, missing, below, typed, structural)


def table_columns(stream: Stream, header: set[str]) -> str:
    """The select list that types a row of text columns; a column the file lacks is NULL."""
    return ", ".join(_table_column(column, stream, header) for column in stream.columns)


def _table_column(column: Column, stream: Stream, header: set[str]) -> str:
    name, kind = identifier(column.name), duckdb_type(column.type)
    if column.matching:
        inner = duckdb_type(column.type["*"])  # type: ignore[index,call-overload]
        entries = ", ".join(
            f"{{'key': {literal(name.removesuffix(column.matching))},"
            f" 'value': try_cast({identifier(name)} as {inner})}}"
            for name in _matching(column, stream, header)
        )
        filtered = f"list_filter([{entries}], lambda entry: entry.value is not null)" if entries else "[]"
        return f"map_from_entries({filtered})::{kind} as {name}"
    if column.name not in header:
        return f"null::{kind} as {name}"
    return f"try_cast({name} as {kind}) as {name}"


def _matching(column: Column, stream: Stream, header: set[str]) -> list[str]:
    """The header's columns that `column` gathers; a declared column (Total_Messages) is never one of them."""
    declared = {c.name.lower() for c in stream.columns}
    return sorted(n for n in header if n.lower().endswith(column.matching or "") and n.lower() not in declared)


def extra_columns(stream: Stream, header: set[str]) -> list[str]:
    """Columns of the file that the stream does not keep."""
    kept = {c.name for c in stream.columns}
    kept |= {name for c in stream.columns if c.matching for name in _matching(c, stream, header)}
    return sorted(header - kept)


def quarantined_text(stream: Stream, value: Callable[[str], str], header: set[str] | None = None) -> str:
    """What quarantine keeps of a row that parses: its declared plain fields, never free text nor a forbidden field."""
    kept = [
        c.name
        for c in stream.columns
        if isinstance(c.type, str) and not c.free_text and (header is None or c.name in header)
    ]
    return "json_object(" + ", ".join(f"{literal(name)}, {value(name)}" for name in kept) + ")::varchar"


def may_quote(stream: Stream) -> bool:
    """May quarantine keep a line that does not parse? Only where no field of the stream is sensitive."""
    return not stream.forbidden and not any(c.free_text for c in stream.columns)


def _case(
    stream: Stream,
    partition: str,
    missing: Callable[[Column], str],
    below: Callable[[Column], str],
    day: Callable[[Column], str],
    structural: dict[str, str],
) -> str:
    reasons = dict(structural)
    for column in stream.columns:
        if column.required:
            reasons[missing(column)] = f"`{column.name}` is missing"
        if column.minimum is not None and (condition := below(column)):
            reasons[condition] = f"a number in `{column.name}` is below {column.minimum}"
        if column.name == stream.day:
            first = first_day(stream.partition, partition)
            assert first is not None  # no other partition is read
            after = day_after(stream.partition, first)
            reasons[f"not ({day(column)} >= '{first}'::{column.type} and {day(column)} < '{after}'::{column.type})"] = (
                f"`{column.name}` lies outside the partition {partition}"
            )
    whens = " ".join(f"when {condition} then {literal(reason)}" for condition, reason in reasons.items())
    return f"case {whens} end"
