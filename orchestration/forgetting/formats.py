"""A file of any format of the home: how often it names somebody, and the same file without.

What decides is how a file begins, not what it is called. Rows, values and types stay as they are: only text changes.
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import shutil
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.forgetting.words import Words, names_people
from orchestration.sql import identifier, literal

CHUNK = 1 << 23  # of text: what is looked through at once, to the end of a line
_SQLITE, _PARQUET, _GZIP, _DUCKDB = b"SQLite format 3\0", b"PAR1", b"\x1f\x8b", b"DUCK"
_PACKED = (b"PK\x03\x04", b"BZh", b"\xfd7zXZ\0", b"(\xb5/\xfd")


_LOGS = (".wal", "-wal", "-shm", "-journal")


class UnreadableError(Exception):
    """A file that cannot be searched, and why."""


def kind_of(path: Path) -> str:
    """'gzip', 'parquet', 'sqlite', 'duckdb', 'packed', or 'text'."""
    with path.open("rb") as handle:
        head = handle.read(16)
    if head[8:12] == _DUCKDB:
        return "duckdb"
    if head.startswith(_PACKED):
        return "packed"
    kinds = {_GZIP: "gzip", _PARQUET: "parquet", _SQLITE: "sqlite"}
    return next((kind for magic, kind in kinds.items() if head.startswith(magic)), "text")


def is_log(path: Path) -> bool:
    """Whether it belongs to a database beside it, which is read and rewritten with it."""
    return any(path.name.endswith(end) and path.with_name(path.name.removesuffix(end)).exists() for end in _LOGS)


def count(path: Path, words: Words) -> int:
    """How often a file names them: what its format says, and where that packs nothing the bytes as they lie.

    Raises:
        UnreadableError: it is damaged, or packed in a way that is not read.
    """
    kind = kind_of(path)
    try:
        if kind == "packed":
            raise UnreadableError("is packed; unpack or remove it")
        if kind == "text" or kind == "gzip":
            return _count_text(path, words, kind == "gzip")
        decoded = {"parquet": _count_parquet, "sqlite": _count_sqlite, "duckdb": _count_duckdb}[kind](path, words)
        # also what is deleted and lies in a page that is free
        logs = (path.with_name(f"{path.name}{end}") for end in _LOGS)
        return decoded or sum(_count_bytes(file, words) for file in (path, *logs) if file.exists())
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise UnreadableError("is no whole gzip; remove it, or deliver it again") from None
    except pa.ArrowException:
        raise UnreadableError("is a damaged Parquet file; remove it, or deliver it again") from None
    except sqlite3.DatabaseError as problem:
        raise UnreadableError(f"cannot be read as SQLite ({problem}); end what has it open, or remove it") from None
    except duckdb.Error as problem:
        raise UnreadableError(f"cannot be read as DuckDB ({type(problem).__name__}); end what has it open") from None


def rewrite(path: Path, words: Words) -> int:
    """Put the same file without what names them in its place, in one step and with its own mode.

    Returns:
        How often it named them.

    Raises:
        UnreadableError: as of `count`.
    """
    found = count(path, words)
    if found:
        kind = kind_of(path)
        write = {"parquet": _rewrite_parquet, "sqlite": _rewrite_sqlite, "duckdb": _rewrite_duckdb}.get(kind)
        with replacing(path) as target:
            if write is not None:
                write(path, target, words)
            else:
                _rewrite_text(path, target, words, kind == "gzip")
    return found


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A place beside a file for what takes its place at the end."""
    target = path.with_name(f".{path.name[:200]}.forgetting.tmp")
    target.unlink(missing_ok=True)
    try:
        yield target
        shutil.copymode(path, target)
        with target.open("rb") as handle:
            os.fsync(handle.fileno())
        target.replace(path)
        for end in _LOGS:
            path.with_name(f"{path.name}{end}").unlink(missing_ok=True)
    finally:
        target.unlink(missing_ok=True)


# ---------------------------------------------------------------- text


def texts(path: Path, is_gzip: bool) -> Iterator[str]:
    """A file's text, in pieces that end with a line. What is no UTF-8 stays what it is."""
    encoding = _encoding(path, is_gzip)
    with _open(path, is_gzip) as handle:
        if encoding != "utf-8":
            yield handle.read().decode(encoding, "surrogatepass")
            return
        while piece := handle.read(CHUNK):
            yield (piece + handle.readline()).decode("utf-8", "surrogateescape")


def line_end(text: str) -> str:
    """How a text ends its first line: what is delivered again is compared by its bytes."""
    return "\r\n" if text.partition("\n")[0].endswith("\r") else "\n"


def _encoding(path: Path, is_gzip: bool) -> str:
    with _open(path, is_gzip) as handle:
        return "utf-16" if handle.read(2) in (b"\xff\xfe", b"\xfe\xff") else "utf-8"


def _open(path: Path, is_gzip: bool) -> IO[bytes]:
    return gzip.open(path) if is_gzip else path.open("rb")  # type: ignore[return-value]


def _count_text(path: Path, words: Words, is_gzip: bool) -> int:
    found = sum(words.count(text) for text in texts(path, is_gzip))
    if found == 0 and words.has_words and (table := _table(path, is_gzip)):
        header, rows, _ = table
        found = sum(words.count_value(name, cell) for row in rows for name, cell in zip(header, row, strict=False))
    return found


def _rewrite_text(path: Path, target: Path, words: Words, is_gzip: bool) -> None:
    encoding = _encoding(path, is_gzip)
    table = _table(path, is_gzip) if words.has_words else None
    with written(target, is_gzip) as out:
        if table is None:
            for text in texts(path, is_gzip):
                out.write(words.replaced(text).encode(encoding, "surrogateescape" if encoding == "utf-8" else "strict"))
            return
        header, rows, dialect = table
        text = io.TextIOWrapper(out, "utf-8", "surrogateescape", newline="", write_through=True)
        writer = csv.writer(text, delimiter=dialect, lineterminator=line_end(next(texts(path, is_gzip))))
        writer.writerow(header)
        for row in rows:
            known = [words.value(name, cell) for name, cell in zip(header, row, strict=False)]
            writer.writerow(known + [words.replaced(cell) for cell in row[len(header) :]])
        text.detach()


@contextmanager
def written(target: Path, is_gzip: bool) -> Iterator[IO[bytes]]:
    with target.open("wb") as handle:
        if not is_gzip:
            yield handle
            return
        # without a moment and a name, so that the same text has the same bytes
        with gzip.GzipFile(fileobj=handle, mode="wb", filename="", mtime=0) as packed:
            yield packed  # type: ignore[misc]


def _table(path: Path, is_gzip: bool) -> tuple[list[str], Iterator[list[str]], str] | None:
    """A CSV's header, rows and delimiter, where a column of it says who somebody is."""
    if not path.name.lower().removesuffix(".gz").endswith(".csv") or _encoding(path, is_gzip) != "utf-8":
        return None
    for delimiter in ",;\t":
        rows = _rows(path, is_gzip, delimiter)
        header = next((row for row in rows if any(cell.strip() for cell in row)), [])
        if len(header) > 1 and any(map(names_people, header)):
            return header, rows, delimiter
    return None


def _rows(path: Path, is_gzip: bool, delimiter: str) -> Iterator[list[str]]:
    with io.TextIOWrapper(_open(path, is_gzip), "utf-8-sig", "surrogateescape", newline="") as text:
        yield from csv.reader(text, delimiter=delimiter)


# ---------------------------------------------------------------- Parquet


def _count_parquet(path: Path, words: Words) -> int:
    found = 0
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches():
            for name, column in zip(batch.schema.names, batch.columns, strict=True):
                found += _count_values(name, column, words)
        found += sum(words.count(value.decode("utf-8", "replace")) for value in _told(file.schema_arrow).values())
    return found


def _count_values(name: str, column: pa.Array, words: Words) -> int:
    if is_text(column.type):
        return sum(words.count_value(name, str(value)) for value in column.unique().to_pylist() if value is not None)
    if pa.types.is_nested(column.type):
        return sum(_count_nested(name, value, words) for value in column.to_pylist())
    return 0


def _count_nested(name: str, value: Any, words: Words) -> int:
    if isinstance(value, str):
        return words.count_value(name, value)
    if isinstance(value, dict):
        return sum(_count_nested(key, inner, words) for key, inner in value.items())
    if isinstance(value, (list, tuple)):
        return sum(_count_nested(name, inner, words) for inner in value)
    return 0


def _rewrite_parquet(path: Path, target: Path, words: Words) -> None:
    with pq.ParquetFile(path) as file:
        schema = file.schema_arrow.with_metadata(
            {key: words.replaced(value.decode("utf-8", "replace")) for key, value in _told(file.schema_arrow).items()}
        )
        with pq.ParquetWriter(target, schema, compression="zstd") as writer:
            for batch in file.iter_batches():
                columns = [_without(f.name, c, words) for f, c in zip(batch.schema, batch.columns, strict=True)]
                writer.write_batch(pa.record_batch(columns, schema=schema))


def _told(schema: pa.Schema) -> dict[bytes, bytes]:
    return {key: value for key, value in (schema.metadata or {}).items() if key != b"ARROW:schema"}


def _without(name: str, column: pa.Array, words: Words) -> pa.Array:
    if is_text(column.type):
        packed = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        values = [None if v is None else words.value(name, str(v)) for v in packed.dictionary.to_pylist()]
        known = pa.array(values, type=packed.dictionary.type)
        return known.take(packed.indices).cast(column.type)
    if pa.types.is_nested(column.type) and _count_values(name, column, words):
        return pa.array([_nested(name, value, words) for value in column.to_pylist()], type=column.type)
    return column


def _nested(name: str, value: Any, words: Words) -> Any:
    if isinstance(value, str):
        return words.value(name, value)
    if isinstance(value, dict):
        return {key: _nested(key, inner, words) for key, inner in value.items()}
    if isinstance(value, tuple):  # an entry of a map
        return tuple(_nested(name, inner, words) for inner in value)
    if isinstance(value, list):
        return [_nested(name, inner, words) for inner in value]
    return value


def is_text(kind: pa.DataType) -> bool:
    held = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(held) or pa.types.is_large_string(held) or pa.types.is_string_view(held))


# ---------------------------------------------------------------- databases


def _count_sqlite(path: Path, words: Words) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return sum(
            words.count_value(column, value)
            for table, columns in _tables(connection).items()
            for column in columns
            for (value,) in connection.execute(f"select {identifier(column)} from {identifier(table)}")
            if isinstance(value, str)
        )


def _rewrite_sqlite(path: Path, target: Path, words: Words) -> None:
    with closing(sqlite3.connect(path)) as source:
        source.execute("vacuum into ?", (str(target),))
    with closing(sqlite3.connect(target)) as copy:
        for table, columns in _tables(copy).items():
            for column in columns:
                copy.create_function("without", 1, _text_only(column, words), deterministic=True)
                name = identifier(column)
                copy.execute(
                    f"update {identifier(table)} set {name} = without({name}) where {name} is not without({name})"
                )
        copy.commit()
        copy.execute("vacuum")


def _text_only(column: str, words: Words) -> Callable[[Any], Any]:
    return lambda value: words.value(column, value) if isinstance(value, str) else value


def _tables(connection: sqlite3.Connection) -> dict[str, list[str]]:
    names = [row[0] for row in connection.execute("select name from sqlite_master where type = 'table'").fetchall()]
    return {
        name: [row[1] for row in connection.execute(f"pragma table_info({identifier(name)})").fetchall()]
        for name in names
        if not name.startswith("sqlite_")
    }


def _count_duckdb(path: Path, words: Words) -> int:
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(path))} as held (read_only)")
        return sum(
            _count_values(name, column, words)
            for table in _relations(connection)
            for batch in connection.execute(f"from {table}").to_arrow_reader()
            for name, column in zip(batch.schema.names, batch.columns, strict=True)
        )


def _rewrite_duckdb(path: Path, target: Path, words: Words) -> None:
    """Copied table by table into a new file: of one whose rows are deleted, the free pages still hold them."""
    shutil.copy2(path, target)
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(path))} as held (read_only)")
        target.unlink()
        connection.execute(f"attach {literal(str(target))} as copy")
        connection.execute("copy from database held to copy (schema)")
        for table in _relations(connection):
            reader = connection.execute(f"from {table}").to_arrow_reader()
            for batch in list(reader):
                columns = [_without(f.name, c, words) for f, c in zip(batch.schema, batch.columns, strict=True)]
                rows = pa.record_batch(columns, schema=batch.schema)
                connection.register("rows", rows)
                connection.execute(f"insert into {table.replace('held', 'copy', 1)} from rows")
                connection.unregister("rows")
        for kind in ("table", "column"):
            _copy_comments(connection, kind, words)


def _copy_comments(connection: duckdb.DuckDBPyConnection, kind: str, words: Words) -> None:
    column = "column_name" if kind == "column" else "null"
    found = connection.execute(
        f"select schema_name, table_name, {column}, comment from duckdb_{kind}s()"
        " where database_name = 'held' and comment is not null"
    ).fetchall()
    for schema, table, name, comment in found:
        place = ".".join(identifier(part) for part in ("copy", schema, table, name) if part)
        connection.execute(f"comment on {kind} {place} is {literal(words.replaced(comment))}")


def _relations(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = 'held' and not internal order by all"
    ).fetchall()
    return [f"held.{identifier(schema)}.{identifier(table)}" for schema, table in found]


def _count_bytes(path: Path, words: Words) -> int:
    """How often the bytes of a file that is no text hold what is sought, in small letters."""
    sought = [value.encode() for value in words.sought]
    longest = max(map(len, sought), default=1)
    found, tail = 0, b""
    with path.open("rb") as handle:
        while piece := handle.read(CHUNK):
            held = (tail + piece).lower()
            found += sum(held.count(value, max(0, len(tail) - len(value) + 1)) for value in sought)
            tail = held[1 - longest :] if longest > 1 else b""
    return found
