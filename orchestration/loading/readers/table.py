"""What CSV and Parquet share: columns that are found by their names."""

from __future__ import annotations

from collections.abc import Mapping

from orchestration.loading.judge import FileRead, Judge, RefusedError
from orchestration.loading.rows import extra_columns, missing_columns, shape_problem, table_columns, table_doc


def read_table(
    judge: Judge, name: str, fields: Mapping[str, str], select: str, problem: str = "null", hint: str = ""
) -> FileRead:
    """Rows of `select`, which numbers them as `_line`.

    Args:
        fields: for each column of the file, an expression of its text.
        problem: why a row is refused whatever its columns say, or NULL.
        hint: what the file seems to be, said where a required column is missing.
    """
    if lacking := missing_columns(judge.stream, fields):
        raise RefusedError(f"{lacking}{hint}; deliver the file with its header, or move it to its own stream")
    read = judge.hold(
        name,
        f"select _line, null::varchar as _raw, coalesce({problem}, {shape_problem(judge.stream)}) as _problem,"
        f" {table_columns(judge.stream, fields)} from (select *, {table_doc(judge.stream, fields)} as doc"
        f" from ({select}))",
    )
    read.extra_columns = extra_columns(judge.stream, fields)
    return read
