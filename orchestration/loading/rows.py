"""How one row of a stream is read and what makes it unreadable: SQL made from the stream's declaration.

Every row is first read as text in the shape of its stream (`text_type`) and then cast. So a value has one meaning and
one verdict, whatever file format it came in and whatever lies beside it: `misfit` says which text does not cast,
`rules` what a typed row must satisfy (required, within its bounds, of this partition).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import repeat
from pathlib import Path

from orchestration.periods import day_after, first_day
from orchestration.sources import TIMESTAMP, Column, DataType, Stream, duckdb_type
from orchestration.sql import identifier, literal

_NAME = re.compile(r"\{(\w*)\}")  # of a column, in a rule
_SHOWABLE = re.compile(r"[A-Za-z_][\w.:-]{0,62}")  # a column's name, hardly a sentence: a header may be anything
_NAMED, _LIKE_LETTERS = 5, 3
EPOCH_UNITS = (1, 10**3, 10**6, 10**9)  # in a second


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

    def bounds(self, column: Column) -> tuple[str, str, str] | None:
        """The least and the most that it may be, as SQL, and both in words; None where the type has no order."""
        if self.type in (TIMESTAMP, "DATE"):
            first, last = column.earliest.isoformat(), column.latest.isoformat()
            told = f"{first} to {last}" if column.required else f"{first} to {last}; leave it empty where there is none"
            return f"{literal(first)}::{self.type}", f"{literal(last)}::{self.type}", told
        if isinstance(self.type, str) and (self.type == "BIGINT" or self.type.startswith("DECIMAL")):
            return str(column.minimum), str(column.maximum), f"{column.minimum:,} to {column.maximum:,}"
        return None


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


def line_reader(path: Path, longest: int) -> str:
    """Lines of a clean text file (see readers/json.py): `line_number` (from 1) and `line`; `longest` bounds them."""
    return (
        "select row_number() over () as line_number, line"
        f" from read_csv({literal(str(path))}, columns = {{'line': 'VARCHAR'}}, auto_detect = false, header = false,"
        f" delim = '\x1f', quote = '', escape = '', max_line_size = {longest + 2}, buffer_size = {2 * (longest + 2)})"
    )


def json_columns(stream: Stream) -> str:
    """The select list that makes text columns of the JSON object `doc`; what has another shape is NULL."""
    if not any(column.also for column in stream.columns):
        return f"unnest({_held(stream)})"
    held = _held(stream)
    return ", ".join(
        f"coalesce({', '.join(f'{held}.{identifier(name)}' for name in (c.name, *c.also))}) as {identifier(c.name)}"
        for c in stream.columns
    )


def _held(stream: Stream) -> str:
    """The JSON object `doc` as text columns, under each of their names."""
    structure = {name: _text(column) for column in stream.columns for name in (column.name, *column.also)}
    return f"from_json(doc, {literal(json.dumps(structure))})"


def more_follows(stream: Stream) -> str:
    """Does the page `doc` say that another one follows? NULL where that is no page's to say."""
    if stream.more is None or stream.records is None:
        return "null::boolean"
    said = f"json_extract_string(doc, {literal(f'$.{stream.more}')})"
    is_page = f"json_type(doc, {literal('$.' + stream.records.split('.')[0])}) = 'ARRAY'"
    return f"case when {is_page} then coalesce({said}, '') not in ('', 'false') end"


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
            f"{{'key': {literal(name.lower().removesuffix(column.matching))}, 'value': {fields[name]}}}"
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


def as_declared(stream: Stream, names: Iterable[str]) -> list[str]:
    """The columns of a header under the names of the stream: catalogues write them in small letters or in capitals,
    people leave blanks around them and programs a byte order mark before the first. Other names stay as they are."""
    declared = {name.lower(): c.name for c in stream.columns for name in (*c.also, c.name)}
    bare = [name.strip("\ufeff \t\r\n") for name in names]
    return [declared.get(name.lower(), name) for name in bare]


def header_problem(stream: Stream, header: Iterable[str]) -> str | None:
    """Which required columns a header lacks and what may stand there in their place; None where it lacks none.

    What is no header may hold somebody's words, so a name is told only where half of the required columns are there, or
    where it is like the name of one that is missing.
    """
    found = as_declared(stream, header)
    required = [c.name for c in stream.columns if c.required or c.in_header]
    missing = [name for name in required if name not in found]
    if not missing:
        return None
    declared = {c.name for c in stream.columns}
    others = sorted(name for name in set(found) - declared if _SHOWABLE.fullmatch(name))
    if 2 * len(missing) > len(required):
        others = [name for name in others if any(map(_is_like, repeat(name), missing))]
    problem = f"the header lacks {_listed(missing)}"
    unknown = len([name for name in found if name and name not in declared])
    if others:
        return f"{problem} and has {_listed(others[:_NAMED])} instead"
    return f"{problem} and has {unknown} that the stream does not know" if unknown else problem


def _is_like(name: str, other: str) -> bool:
    """Billed_Cost and Cost are like BilledCost: the same letters, or some of its words."""
    left, right = (re.sub(r"[\W_]", "", text).lower() for text in (name, other))
    return min(len(left), len(right)) >= _LIKE_LETTERS and (left in right or right in left)


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _matching(column: Column, stream: Stream, header: Mapping[str, str]) -> list[str]:
    """The header's columns that `column` gathers; a declared column (Total_Messages) is never one of them."""
    declared = {c.name.lower() for c in stream.columns}
    return sorted(n for n in header if n.lower().endswith(column.matching or "") and n.lower() not in declared)


def extra_columns(stream: Stream, header: Mapping[str, str]) -> str | None:
    """Columns of the file that the stream neither keeps nor knows of. Of a name that could be words of somebody only
    that it is there."""
    kept = {c.name for c in stream.columns}
    kept |= {name for c in stream.columns if c.matching for name in _matching(c, stream, header)}
    unread = {name.lower() for name in stream.unread}
    return _named([name for name in header if name and name not in kept and name.lower() not in unread]) or None


def _named(names: list[str]) -> str:
    named = sorted(name for name in names if _SHOWABLE.fullmatch(name))
    rest = len(names) - len(named)
    return ", ".join([*named, *([f"({rest} not named here)"] if rest else [])])


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
    name = identifier(column.name)
    if column.open_end:
        return f"nullif({_read(name, column.type, cast, column.form)}, '9999-12-31')"
    if isinstance(column.type, str):
        return _read(name, column.type, cast, column.form)
    # a strict cast of what is nested knows the usual spelling only, and sends the others here
    text = _plain(name, column.type) if cast == "try_cast" and _has_moment(column) else name
    return f"{cast}({text} as {duckdb_type(column.type)})"


def _has_moment(column: Column) -> bool:
    return any(node.type in (TIMESTAMP, "DATE") for node in nodes(column))


# ---------------------------------------------------------------- dates and times as vendors write them


#: A date, and perhaps a time, an offset, the zone's name and a clock of its own, as Go prints them. A day and a month
#: that may be meant either way round (03/04/2026) are none.
_MOMENT = (
    r"^(\d{4}[-/]\d{1,2}[-/]\d{1,2})(?:[T ](\d{1,2}:\d\d)(:\d\d(?:[.]\d+)?)?"
    r"(?: ?(Z|[+-]\d\d(?::?\d\d)?)(?: [A-Z]{1,5}| [+-]\d{2,4})?(?: M=[+-][\d.]+)?| UTC| GMT)?)?$"
)
#: Seconds since 1970, or milliseconds: of the years 2001 to 2286, so that neither can be taken for the other.
_SINCE_1970 = r"\d{10}|\d{13}"


def _read(text: str, data_type: str, cast: str = "try_cast", form: str | None = None) -> str:
    """A scalar of that type. A time in the usual spelling, which DuckDB knows, costs nothing more. What has a form of
    its own is read in it first: a text can be taken for one date only."""
    if form and data_type in (TIMESTAMP, "DATE"):
        own = f"cast(try_strptime(trim({text}), {literal(form)}) as {data_type})"
        has_digits = f"regexp_matches({text}, '[0-9]')"  # DuckDB 1.5 takes `infinity` for 1900 in any form
        return f"coalesce(case when {has_digits} then {own} end, {_read(text, data_type, cast)})"
    unusual = f"replace(upper(trim({text})), ',', '.')"
    if data_type == TIMESTAMP:
        one_form = f"regexp_replace({unusual}, {literal(_MOMENT)}, '\\1 \\2\\3\\4')"
        with_seconds = f"regexp_replace({one_form}, '^(\\S+ \\d+:\\d+)([Z+-].*)$', '\\1:00\\2')"
        since_1970 = f"to_timestamp(try_cast({text} as double) / if(length({text}) = 13, 1000, 1))"
        counted = f"case when regexp_full_match({text}, {literal(_SINCE_1970)}) then {since_1970} end"
        return f"coalesce(try_cast({text} as {data_type}), {counted}, {cast}({with_seconds} as {data_type}))"
    if data_type == "DATE":  # a cast takes whatever follows a date for a part of it
        return f"{cast}(regexp_extract({unusual}, {literal(_MOMENT)}, 1) as {data_type})"
    return f"{cast}({text} as {data_type})"


def _plain(text: str, data_type: DataType) -> str:
    """Nested text with every date and time as DuckDB knows it."""
    if data_type in (TIMESTAMP, "DATE"):
        return f"{_read(text, str(data_type))}::varchar"
    if isinstance(data_type, list):
        return f"list_transform({text}, lambda item: {_plain('item', data_type[0])})"
    if isinstance(data_type, dict) and "*" not in data_type:
        fields = (
            f"{literal(name)}: {_plain(f'{text}.{identifier(name)}', inner)}" for name, inner in data_type.items()
        )
        return f"if({text} is null, null, {{{', '.join(fields)}}})"
    return text


def shape_problem(stream: Stream) -> str:
    """Why the JSON object `doc` has not the shape of a row, or NULL."""
    reasons = {}
    for column in _under_all_names(stream):
        for node in nodes(column):
            if node.kind:
                found, wanted = f"json_type(doc, {literal(node.path)})", f"({literal(node.kind)}, 'NULL')"
                wrong = f"len(list_filter({found}, lambda kind: kind not in {wanted})) > 0"
                reasons[wrong if "*" in node.path else f"{found} not in {wanted}"] = (
                    f"`{node.path[2:]}` is not a JSON {node.kind.lower()}"
                )
    return _case(reasons)


def _under_all_names(stream: Stream) -> list[Column]:
    return [replace(column, name=name) for column in stream.columns for name in (column.name, *column.also)]


def untexted(stream: Stream) -> str:
    """The JSON object `doc` with the fields that may be texts as what these hold: an object, else nothing."""
    doc = "doc"
    for name in (column.name for column in _under_all_names(stream) if column.may_be_text):
        text = f"json_extract_string(doc, {literal(f'$.{name}')})"
        held = f"case when json_valid({text}) then case when json_type({text}) = 'OBJECT' then {text}::json end end"
        is_text = f"json_type(doc, {literal(f'$.{name}')}) not in ('OBJECT', 'NULL')"
        doc = f"case when {is_text} then json_merge_patch({doc}, json_object({literal(name)}, {held})) else {doc} end"
    return doc


def key_twice(stream: Stream) -> str:
    """Why an object that is read inside the JSON object `doc` is ambiguous, or NULL: it holds one of its keys twice."""
    read: dict[str, DataType] = {"$": {column.name: column.type for column in _under_all_names(stream)}}
    read |= {
        node.path: node.type for column in _under_all_names(stream) for node in nodes(column) if node.kind == "OBJECT"
    }
    reasons = {}
    for path, data_type in read.items():
        assert isinstance(data_type, dict)
        keys, is_many = f"json_keys(doc, {literal(path)})", "*" in path
        kept = "true" if "*" in data_type else f"key in ({', '.join(map(literal, data_type))})"
        chosen = f"list_filter({'object' if is_many else keys}, lambda key: {kept})"
        twice = f"len({chosen}) > len(list_distinct({chosen}))"
        where = f"`{path[2:]}`" if path != "$" else "the row"
        reasons[f"len(list_filter({keys}, lambda object: {twice})) > 0" if is_many else twice] = (
            f"{where} holds a key twice"
        )
    return _case(reasons)


def misfit(stream: Stream) -> str:
    """Why text columns do not cast to the types of the stream, or NULL."""
    reasons = {}
    for column in stream.columns:
        for node in nodes(column):
            if isinstance(node.type, str) and node.type != "VARCHAR":
                wrong = _is_no_whole_number if node.type == "BIGINT" else _does_not_cast(node.type, column.form)
                reasons[_any(column, node, wrong)] = f"`{node.path[2:]}` does not fit the type {node.type}"
    return _case(reasons)


def _is_no_whole_number(text: str) -> str:
    """A BIGINT may be written 1 or 1.0, not 1.5, which a cast rounds, nor 1_000; the pattern is for what is unusual."""
    number = f"try_cast({text} as BIGINT)"
    return (
        f"case when {text} is null or {number}::varchar = {text} then false"
        f" else {number} is null or not regexp_full_match({text}, '\\s*[-+]?[0-9]+([.]0*)?\\s*') end"
    )


def _does_not_cast(data_type: str, form: str | None) -> Callable[[str], str]:
    return lambda text: f"({text} is not null and {_read(text, data_type, form=form)} is null)"


def rules(stream: Stream, partition: str, cast: str | None = None) -> str:
    """Why a row must not be loaded though it casts, or NULL: over typed columns, or over text columns to `cast`."""

    def value(column: Column) -> str:
        return _typed(column, cast) if cast else identifier(column.name)

    reasons = {}
    for column in stream.columns:
        if column.required:
            reasons[f"{value(column)} is null"] = f"`{column.name}` is missing"
        for node in nodes(column) if column.name != stream.day else ():
            if bounds := node.bounds(column):
                least, most, told = bounds
                outside = _any(
                    column, node, lambda item, a=least, b=most: f"{item} not between {a} and {b}", value(column)
                )
                reasons[outside] = f"`{node.path[2:]}` lies outside {told}"
        if column.holds:
            named = {c.name: value(c) for c in stream.columns} | {"": value(column)}
            condition = _NAME.sub(lambda found, known=named: known[found[1]], column.holds)
            fault = column.fault or f"breaks the rule {column.holds.replace('{}', column.name)}"
            reasons[f"not ({condition})"] = f"`{column.name}` {fault}"
        if column.name == stream.day:
            first = first_day(stream.partition, partition)
            assert first is not None  # no other partition is read
            after = day_after(stream.partition, first)
            day = value(column)
            if column.is_epoch:
                reasons[f"not ({_is_within_epoch(day, first, after)})"] = (
                    f"`{column.name}` lies outside the partition {partition}"
                )
                continue
            reasons[f"not ({day} >= {literal(first)}::{column.type} and {day} < {literal(after)}::{column.type})"] = (
                f"`{column.name}` lies outside the partition {partition}"
            )
    return _case(reasons)


def _is_within_epoch(number: str, first: date, after: date) -> str:
    """Does a number count to a moment from `first` to before `after`, in any unit? Those of this century never meet."""
    begin, end = ((moment - date(1970, 1, 1)).days * 86_400 for moment in (first, after))
    return " or ".join(f"({number} >= {begin * unit} and {number} < {end * unit})" for unit in EPOCH_UNITS)


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
