"""How one row of a stream is read and what makes it unreadable: SQL made from the stream's declaration.

Every row is first read as text in the shape of its stream (`text_type`) and then cast. So a value has one meaning and
one verdict, whatever file format it came in and whatever lies beside it: `misfit` says which text does not cast,
`rules` what a typed row must satisfy (required, not below a minimum, of this partition).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestration.calendar import day_after, first_day
from orchestration.sources import Column, DataType, Stream, duckdb_type
from orchestration.sql import identifier, literal

_SHOWABLE = re.compile(r"[A-Za-z_][\w.:-]{0,62}")  # a column's name, hardly a sentence: a header may be anything


# ---------------------------------------------------------------- the shape of a row


@dataclass(frozen=True)
class Node:
    """Something inside a column: its JSON path, with `[*]` or `.*` where a list or a map is crossed."""

    path: str
    type: DataType

    @property
    def kind(self) -> str | None:
        """What JSON calls it; None for a scalar."""
        return None if isinstance(self.type, str) else "ARRAY" if isinstance(self.type, list) else "OBJECT"

    @property
    def is_number(self) -> bool:
        return isinstance(self.type, str) and (self.type == "BIGINT" or self.type.startswith("DECIMAL"))


def nodes(column: Column) -> list[Node]:
    """The column and all it holds, from the outside in."""
    return list(_nodes(f"$.{column.name}", column.type))


def _nodes(path: str, data_type: DataType) -> Iterator[Node]:
    yield Node(path, data_type)
    if isinstance(data_type, list):
        yield from _nodes(f"{path}[*]", data_type[0])
    elif not isinstance(data_type, str):
        for name, inner in data_type.items():
            yield from _nodes(f"{path}.{name}", inner)


def text_type(data_type: DataType) -> DataType:
    """The same shape with nothing but text in it."""
    if isinstance(data_type, str):
        return "VARCHAR"
    if isinstance(data_type, list):
        return [text_type(data_type[0])]
    return {name: text_type(inner) for name, inner in data_type.items()}


def _text(column: Column) -> str:
    return duckdb_type(text_type(column.type))


# ---------------------------------------------------------------- rows as text


def json_lines(paths: list[str], stream: Stream) -> str:
    """Typed rows of JSON line files, with `filename`. Raises in DuckDB when a line does not fit."""
    columns = ", ".join(f"{literal(c.name)}: {literal(_text(c))}" for c in stream.columns)
    files = ", ".join(literal(path) for path in paths)
    whole = " or ".join(
        _any(column, node, _is_no_whole_number)
        for column in stream.columns
        for node in nodes(column)
        if node.type == "BIGINT"
    )
    return (
        f"select {typed_columns(stream, 'cast')}, filename"
        f" from read_json([{files}], format = 'newline_delimited', columns = {{{columns}}}, filename = true)"
        # a cast alone would round 1.5 without a word
        f" where case when {whole or 'false'} then error('a number is not whole') else true end"
    )


def line_reader(path: Path) -> str:
    """Lines of a clean text file (see landing.copy_as_utf8), 64 MB at most: `line_number` (from 1) and `line`."""
    longest = min(path.stat().st_size + 2, 1 << 26)
    return (
        "select row_number() over () as line_number, rtrim(line, chr(28)) as line"
        f" from read_csv({literal(str(path))}, columns = {{'line': 'VARCHAR'}}, auto_detect = false, header = false,"
        f" delim = '\x1f', quote = '', escape = '', max_line_size = {longest}, buffer_size = {2 * longest})"
    )


def json_columns(stream: Stream) -> str:
    """The select list that makes text columns of the JSON object `doc`; what has another shape is NULL."""
    structure = literal(json.dumps({c.name: _text(c) for c in stream.columns}))
    return f"unnest(from_json(doc, {structure}))"


def table_columns(stream: Stream, fields: Mapping[str, str]) -> str:
    """The same for a table.

    Args:
        fields: for each column of the file, an expression of its text; what is nested is JSON.
    """
    return ", ".join(
        f"{_table_column(column, stream, fields)} as {identifier(column.name)}" for column in stream.columns
    )


def _table_column(column: Column, stream: Stream, fields: Mapping[str, str]) -> str:
    if column.matching:
        entries = ", ".join(
            f"{{'key': {literal(name.removesuffix(column.matching))}, 'value': {fields[name]}}}"
            for name in _matching(column, stream, fields)
        )
        filtered = f"list_filter([{entries}], lambda entry: entry.value is not null)" if entries else "[]"
        return f"map_from_entries({filtered})::{_text(column)}"
    if isinstance(column.type, str) or column.name not in fields:
        return f"{fields.get(column.name, 'null')}::{_text(column)}"
    return f"from_json(doc -> {literal(column.name)}, {literal(json.dumps(_text(column)))})"


def table_doc(stream: Stream, fields: Mapping[str, str]) -> str:
    """The nested columns of a table as one JSON object, to judge their shape; text that is no JSON is a JSON string."""
    nested = [c.name for c in stream.columns if not isinstance(c.type, str) and c.name in fields and not c.matching]
    pairs = (
        f"{literal(name)}, case when json_valid({fields[name]}) then ({fields[name]})::json"
        f" when ({fields[name]}) is not null then to_json({fields[name]}) end"
        for name in nested
    )
    return f"json_object({', '.join(pairs)})"


def _matching(column: Column, stream: Stream, header: Mapping[str, str]) -> list[str]:
    """The header's columns that `column` gathers; a declared column (Total_Messages) is never one of them."""
    declared = {c.name.lower() for c in stream.columns}
    return sorted(n for n in header if n.lower().endswith(column.matching or "") and n.lower() not in declared)


def extra_columns(stream: Stream, header: Mapping[str, str]) -> str | None:
    """Columns of the file that the stream does not keep. Where the header is none, or a name could be words of
    somebody, only their number is told."""
    kept = {c.name for c in stream.columns}
    kept |= {name for c in stream.columns if c.matching for name in _matching(c, stream, header)}
    extra = sorted(name for name in header if name and name not in kept)
    is_header = all(c.name in header for c in stream.columns if c.required)
    shown = [name for name in extra if is_header and _SHOWABLE.fullmatch(name)]
    if len(shown) < len(extra):
        shown.append(f"({len(extra) - len(shown)} not named here)")
    return ", ".join(shown) or None


def may_quote(stream: Stream) -> bool:
    """May quarantine keep a row as it came? Only where no field of the stream is sensitive."""
    return not stream.forbidden and not any(c.free_text for c in stream.columns)


def quarantined_text(stream: Stream) -> str:
    """What quarantine keeps of a row: itself, or its declared plain fields, never free text nor a forbidden field."""
    kept = [c.name for c in stream.columns if may_quote(stream) or (isinstance(c.type, str) and not c.free_text)]
    fields = ", ".join(f"{literal(name)}, {identifier(name)}" for name in kept)
    found = ", ".join(f"{identifier(name)}::varchar" for name in kept)
    plain = f"case when coalesce({found}) is not null then json_object({fields})::varchar end"
    return f"coalesce(_raw, {plain})" if may_quote(stream) else plain


# ---------------------------------------------------------------- what is wrong with a row


def typed_columns(stream: Stream, cast: str = "try_cast") -> str:
    """The select list that types text columns."""
    return ", ".join(f"{_typed(c, cast)} as {identifier(c.name)}" for c in stream.columns)


def _typed(column: Column, cast: str = "try_cast") -> str:
    return f"{cast}({identifier(column.name)} as {duckdb_type(column.type)})"


def shape_problem(stream: Stream) -> str:
    """Why the JSON object `doc` has not the shape of a row, or NULL."""
    reasons = {}
    for column in stream.columns:
        for node in nodes(column):
            if node.kind:
                found, wanted = f"json_type(doc, {literal(node.path)})", f"({literal(node.kind)}, 'NULL')"
                wrong = f"len(list_filter({found}, lambda kind: kind not in {wanted})) > 0"
                reasons[wrong if "*" in node.path else f"{found} not in {wanted}"] = (
                    f"`{node.path[2:]}` is not a JSON {node.kind.lower()}"
                )
    return _case(reasons)


def misfit(stream: Stream) -> str:
    """Why text columns do not cast to the types of the stream, or NULL."""
    reasons = {}
    for column in stream.columns:
        for node in nodes(column):
            if isinstance(node.type, str) and node.type != "VARCHAR":
                wrong = _is_no_whole_number if node.type == "BIGINT" else _does_not_cast(node.type)
                reasons[_any(column, node, wrong)] = f"`{node.path[2:]}` does not fit the type {node.type}"
    return _case(reasons)


def _is_no_whole_number(text: str) -> str:
    """A BIGINT may be written 1 or 1.0, not 1.5, which a cast rounds, nor 1_000; the pattern is for what is unusual."""
    number = f"try_cast({text} as BIGINT)"
    return (
        f"case when {text} is null or {number}::varchar = {text} then false"
        f" else {number} is null or not regexp_full_match({text}, '\\s*[-+]?[0-9]+([.]0*)?\\s*') end"
    )


def _does_not_cast(data_type: str) -> Callable[[str], str]:
    return lambda text: f"({text} is not null and try_cast({text} as {data_type}) is null)"


def rules(stream: Stream, partition: str, cast: str | None = None) -> str:
    """Why a row must not be loaded though it casts, or NULL: over typed columns, or over text columns to `cast`."""

    def value(column: Column) -> str:
        return _typed(column, cast) if cast else identifier(column.name)

    reasons = {}
    for column in stream.columns:
        if column.required:
            reasons[f"{value(column)} is null"] = f"`{column.name}` is missing"
        for node in nodes(column) if column.minimum is not None else ():
            if node.is_number:
                below = _any(column, node, lambda item, c=column: f"{item} < {c.minimum}", value(column))
                reasons[below] = f"a number in `{column.name}` is below {column.minimum}"
        if column.holds:
            condition = column.holds.replace("{}", value(column))
            reasons[f"not ({condition})"] = f"`{column.name}` breaks the rule {column.holds.replace('{}', column.name)}"
        if column.name == stream.day:
            first = first_day(stream.partition, partition)
            assert first is not None  # no other partition is read
            after = day_after(stream.partition, first)
            day = value(column)
            reasons[f"not ({day} >= {literal(first)}::{column.type} and {day} < {literal(after)}::{column.type})"] = (
                f"`{column.name}` lies outside the partition {partition}"
            )
    return _case(reasons)


def _any(column: Column, node: Node, condition: Callable[[str], str], value: str | None = None) -> str:
    """Does `condition` hold for the scalar at `node`, or for one of them? One list or map may be crossed."""
    value = value or identifier(column.name)
    steps = node.path.removeprefix(f"$.{column.name}")
    crossing = next((mark for mark in ("[*]", ".*") if mark in steps), None)
    if crossing is None:
        return condition(f"({value}){_dotted(steps)}")
    before, after = steps.split(crossing, 1)
    values = f"({value}){_dotted(before)}" if crossing == "[*]" else f"map_values(({value}){_dotted(before)})"
    return f"len(list_filter({values}, lambda item: {condition(f'(item){_dotted(after)}')})) > 0"


def _dotted(steps: str) -> str:
    return "".join(f".{identifier(step)}" for step in steps.split(".") if step)


def _case(reasons: dict[str, str]) -> str:
    whens = " ".join(f"when {condition} then {literal(reason)}" for condition, reason in reasons.items())
    return f"case {whens} end" if whens else "null::varchar"
