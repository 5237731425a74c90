"""The one way in which a value or a name gets into SQL text, where no parameter can stand."""

from __future__ import annotations


def literal(value: object) -> str:
    """A value as an SQL string."""
    return "'" + str(value).replace("'", "''") + "'"


def identifier(name: str) -> str:
    """`name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
