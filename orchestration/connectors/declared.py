"""Of a row only what its stream declares: where a field may hold anything, what lands is named, not what does not."""

from __future__ import annotations

import json
from typing import Any

from orchestration.sources import DataType, Stream

_SCALARS = ("stringValue", "intValue", "doubleValue", "boolValue")


def declared(row: Any, stream: Stream) -> Any:
    """A row of a page without what is not read. What is no object lands as null, for the loader to refuse."""
    if not isinstance(row, dict):
        return None
    columns = {name: column for column in stream.columns for name in (column.name, *column.also)}
    return {
        name: _kept(_untexted(row[name]) if column.may_be_text else row[name], column.type, name, stream.attributes)
        for name, column in columns.items()
        if name in row
    }


def _kept(value: Any, data_type: DataType, path: str, attributes: tuple[str, ...]) -> Any:
    if path in attributes:
        return _attributes(value, data_type)
    if isinstance(data_type, str):
        return None if isinstance(value, (dict, list)) else value
    if isinstance(data_type, list):
        return [_kept(item, data_type[0], path, attributes) for item in value] if isinstance(value, list) else None
    if not isinstance(value, dict):
        return None
    if "*" in data_type:
        return {name: _kept(item, data_type["*"], path, attributes) for name, item in value.items()}
    return {
        name: _kept(value[name], inner, f"{path}.{name}", attributes)
        for name, inner in data_type.items()
        if name in value
    }


def _untexted(value: Any) -> Any:
    """A text of JSON as what it says; any other text says nothing that is read."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return None


def _attributes(value: Any, data_type: DataType) -> Any:
    """An object whose keys have dots, a list of texts `key:value`, or of `{key, value: {stringValue: …}}`."""

    def is_declared(name: Any) -> bool:
        return isinstance(name, str) and name.replace(".", "_") in data_type

    if isinstance(value, list):
        texts = [tag for tag in value if isinstance(tag, str) and is_declared(tag.partition(":")[0])]
        pairs = [pair for pair in value if isinstance(pair, dict) and is_declared(pair.get("key"))]
        return texts + [{"key": pair["key"], "value": _scalar(pair.get("value"))} for pair in pairs]
    if isinstance(value, dict):
        return {name: _kept(item, "VARCHAR", "", ()) for name, item in value.items() if is_declared(name)}
    return None


def _scalar(value: Any) -> Any:
    """An attribute's value where it is one; a list or an object of them is never read, and may be a conversation."""
    if not isinstance(value, dict):
        return None
    return {kind: _kept(value[kind], "VARCHAR", "", ()) for kind in _SCALARS if kind in value}
