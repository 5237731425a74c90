"""Parquet: columns by their names, values as their text, nested ones as JSON."""

from __future__ import annotations

import shutil
from pathlib import Path

from orchestration.loading.judge import FileRead, Judge, RefusedError
from orchestration.loading.landing import open_bytes
from orchestration.loading.readers.table import declared_header, read_table
from orchestration.sql import identifier, literal

_DIGITS = 38  # of DuckDB's widest decimal; a wider one it reads as a float of other digits


def read(judge: Judge, name: str, path: Path) -> FileRead:
    """Rows by the file's own schema. Its footer says how many there are."""
    if path.name.endswith(".gz"):
        plain = path.with_suffix("")
        with open_bytes(path) as source, plain.open("wb") as copy:
            shutil.copyfileobj(source, copy)
        path = plain
    # texts of writers that do not say so (Spark, Impala) are binary; DuckDB would escape what is not ASCII
    file = f"read_parquet({literal(str(path))}, binary_as_string = true)"
    kinds = judge.connection.execute(f"describe from {file}").fetchall()
    _refuse_wide_decimals(judge, path)
    header = declared_header(judge.stream, [column for column, *_ in kinds])
    fields = {
        called: f"to_json({identifier(column)})::varchar"
        if kind.endswith(("]", ")")) and not kind.startswith("DECIMAL")
        else f"{identifier(column)}::varchar"
        for called, (column, kind, *_) in zip(header, kinds, strict=True)
    }
    read = read_table(judge, name, fields, f"select row_number() over () as _line, * from {file}")
    [(said,)] = judge.connection.execute(
        "select sum(num_rows)::bigint from parquet_file_metadata($1)", [str(path)]
    ).fetchall()
    if read.rows_read != said:
        raise RefusedError(f"{read.rows_read} rows can be read where the file says {said}; deliver it again")
    return read


def _refuse_wide_decimals(judge: Judge, path: Path) -> None:
    """Of any column that is kept, nested ones too: the schema is a list, each element followed by its children."""
    schema = judge.connection.execute(
        "select name, coalesce(num_children, 0), precision from parquet_schema($1)", [str(path)]
    ).fetchall()
    kept = {column.name for column in judge.stream.columns}
    column, left = "", 0  # of the column at hand, how many elements are still to come
    for element, children, digits in schema[1:]:
        column, left = (element, 1) if not left else (column, left)
        left += children - 1
        if digits is not None and digits > _DIGITS and column in kept:
            raise RefusedError(
                f"the column {column} holds decimals of {digits} digits, and {_DIGITS} can be read; export it narrower"
            )
