"""What CSV and Parquet share: columns that are found by their names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orchestration.loading.judge import FileRead, Judge, RefusedError
from orchestration.loading.rows import (
    as_declared,
    extra_columns,
    header_problem,
    shape_problem,
    table_columns,
    table_doc,
    untexted,
)
from orchestration.sources import Stream


def declared_header(stream: Stream, names: Sequence[str]) -> list[str]:
    """A header under the names of the stream, whatever the letters' case."""
    header = as_declared(stream, names)
    named = [name.lower() for name in header if name]
    if len(set(named)) != len(named):
        raise RefusedError("a column stands twice in the header, in whatever letters; deliver the file again")
    return header


def read_table(
    judge: Judge, name: str, fields: Mapping[str, str], select: str, problem: str = "null", hint: str = ""
) -> FileRead:
    """Rows of `select`, which numbers them as `_line`.

    Args:
        fields: for each column of the file, an expression of its text.
        problem: why a row is refused whatever its columns say, or NULL.
        hint: what the file seems to be, said where a required column is missing.
    """
    if lacking := header_problem(judge.stream, fields):
        raise RefusedError(f"{lacking}{hint}; deliver the file with its header, or move it to its own stream")
    read = judge.hold(
        name,
        f"select _line, null::varchar as _raw, coalesce({problem}, {shape_problem(judge.stream)}) as _problem,"
        f" {table_columns(judge.stream, fields)} from (select * replace ({untexted(judge.stream)} as doc)"
        f" from (select *, {table_doc(judge.stream, fields)} as doc from ({select})))",
    )
    read.extra_columns = extra_columns(judge.stream, fields)
    return read
