"""Rows that lie deeper than a page's list, and attributes that may hold anything: as plain rows, in SQL over `doc`."""

from __future__ import annotations

import json

from orchestration.sources import DataType, Stream
from orchestration.sql import literal


def unfolded(page: str, within: list[str]) -> str:
    """The list of rows in the page `doc`: the elements at `page`, or what lies `within` each of them.

    An element goes with what stands beside the list that it lies in, put together as text: `json_merge_patch` takes
    minutes for what this does in a second (20,000 spans of 2 KB).
    """
    rows = f"json_extract(doc, {literal(f'$.{page}[*]')})"
    for key in within:
        at, none = literal(f"$.{key}"), literal(json.dumps({key: None}))
        held = (
            f"case when json_type(outer_row, {at}) = 'OBJECT' then [json_extract(outer_row, {at})]"
            f" else json_extract(outer_row, {literal(f'$.{key}[*]')}) end"
        )
        part = f"{{'beside': json_merge_patch(outer_row, {none}), 'held': {held}}}"
        rows = (
            f"flatten(list_transform(list_transform({rows}, lambda outer_row: {part}), lambda part:"
            f" list_transform(part.held, lambda held: {_put_before('part.beside', 'held')})))"
        )
    return rows


def _put_before(first: str, second: str) -> str:
    """Two JSON objects as one; of a key that both have the first is read. What is no object stays what it is."""
    return (
        f"case when json_type({second}) != 'OBJECT' or len(json_keys({first})) = 0 then {second}"
        f" when len(json_keys({second})) = 0 then {first}"
        f" else (left(({first})::varchar, -1) || ',' || ltrim(({second})::varchar)[2:])::json end"
    )


def with_attributes(stream: Stream) -> str:
    """The JSON object `doc` with its attributes as objects of plain values, of the names that are read.

    They stand before what the object has under the same keys, for the first of two is read.
    """
    if not stream.attributes:
        return "doc"
    members = " || ".join(
        f"case when json_type(doc, {literal(f'$.{path}')}) = 'OBJECT' or {_is_list_of_pairs(path)}"
        f" then {_as_member(stream, path)} else '' end"
        for path in stream.attributes
    )
    is_object = "json_type(doc) = 'OBJECT' and len(json_keys(doc)) > 0"
    return f"case when {is_object} then ('{{' || {members} || ltrim(doc::varchar)[2:])::json else doc end"


def _is_list_of_pairs(path: str) -> str:
    """What is another list stays as it is, and is refused."""
    other = "lambda pair: json_type(pair) != 'VARCHAR' and json_type(pair, '$.key') is distinct from 'VARCHAR'"
    is_list = f"json_type(doc, {literal(f'$.{path}')}) = 'ARRAY'"
    return f"({is_list} and len(list_filter(json_extract(doc, {literal(f'$.{path}[*]')}), {other})) = 0)"


def _as_member(stream: Stream, path: str) -> str:
    """The declared attributes at `path` as text of JSON, and around them what the path passes through."""
    keys = path.split(".")
    declared: DataType = {column.name: column.type for column in stream.columns}
    for key in keys:
        assert isinstance(declared, dict)
        declared = declared[key]
    assert isinstance(declared, dict)
    at, each, values = (literal(f"$.{path}{rest}") for rest in ("", "[*]", ".*"))
    name = "replace(pair[1], '.', '_')"
    pairs = (
        f"case json_type(doc, {at}) when 'ARRAY' then list_transform(json_extract(doc, {each}), lambda pair:"
        " case when json_type(pair) = 'VARCHAR' then [regexp_extract(json_extract_string(pair, '$'), '^[^:]*'),"
        " to_json(regexp_extract(json_extract_string(pair, '$'), '^[^:]*:(.*)$', 1, 's'))::varchar]"
        " else [json_extract_string(pair, '$.key'), json_extract(pair, '$.value.*')[1]::varchar] end)"
        f" else list_transform(list_zip(json_keys(doc, {at}), json_extract(doc, {values})), lambda pair:"
        " [pair[1], pair[2]::varchar]) end"
    )
    kept = f"list_filter({pairs}, lambda pair: {name} in ({', '.join(map(literal, declared))}))"
    said = f"list_transform({kept}, lambda pair: '\"' || {name} || '\":' || coalesce(pair[2], 'null'))"
    around = "".join(f'"{key}":{{' for key in keys)
    return f"{literal(around)} || array_to_string({said}, ',') || {literal('}' * len(keys) + ',')}"
