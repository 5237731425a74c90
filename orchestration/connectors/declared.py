"""Of a row only what its stream declares: where a field may hold anything, what lands is named, not what does not."""

from __future__ import annotations

from typing import Any

from orchestration.sources import DataType, Stream


def declared(row: Any, stream: Stream) -> Any:
    """A row of a page without what is not read. What is no object lands as null, for the loader to refuse."""
    if not isinstance(row, dict):
        return None
    types = {name: column.type for column in stream.columns for name in (column.name, *column.also)}
    return {
        name: _attributes(row[name], data_type) if name in stream.attributes else _kept(row[name], data_type)
        for name, data_type in types.items()
        if name in row
    }


def _kept(value: Any, data_type: DataType) -> Any:
    if isinstance(data_type, str):
        return None if isinstance(value, (dict, list)) else value
    if isinstance(data_type, list):
        return [_kept(item, data_type[0]) for item in value] if isinstance(value, list) else None
    if not isinstance(value, dict):
        return None
    if "*" in data_type:
        return {name: _kept(item, data_type["*"]) for name, item in value.items()}
    return {name: _kept(value[name], inner) for name, inner in data_type.items() if name in value}


def _attributes(value: Any, data_type: DataType) -> Any:
    """An object whose keys have dots, or a list of texts `key:value`."""

    def is_declared(name: str) -> bool:
        return name.replace(".", "_") in data_type

    if isinstance(value, list):
        return [tag for tag in value if isinstance(tag, str) and is_declared(tag.partition(":")[0])]
    if isinstance(value, dict):
        return {name: _kept(item, "VARCHAR") for name, item in value.items() if is_declared(name)}
    return None
