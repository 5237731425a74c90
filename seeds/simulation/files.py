"""Writing what a vendor would deliver: rows of text in, files of the landing zone out, the same bytes every time.

What belongs here: paths, compression, cutting rows into files. What a row looks like is its vendor's module's business.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from orchestration.sql import literal


class Files:
    """The files below one directory. Compression runs beside the queries (zlib gives the interpreter away).

    Args:
        directory: gets `landing/` and whatever else is written.
        threads: of DuckDB and of the compression, each.
    """

    def __init__(self, directory: Path, threads: int = 2):
        self.directory = directory
        self.connection = duckdb.connect()
        self.connection.execute(f"set TimeZone = 'UTC'; set threads = {threads}")
        self._pool = ThreadPoolExecutor(threads)
        self._pending: list[Future[None]] = []

    def __enter__(self) -> Files:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, _: TracebackType | None
    ) -> None:
        try:
            self._settle()
        finally:
            self._pool.shutdown()
            self.connection.close()

    def table(self, name: str, /, **columns: object) -> None:
        """Let SQL read arrays of equal length under this name."""
        self.connection.register(name, pa.table(dict(columns)))

    def land(self, source: str, stream: str, select: str, header: Callable[[str], str] | None = None) -> None:
        """Write `landing/<source>/<stream>/<file>` for every run of equal `file` in the rows of `select`.

        Args:
            select: SQL giving `file` ('<partition>/<name>') and `text`, in the order in which they are written, each
                text with its own end of line. A name ending in .gz is compressed.
            header: what a file (by its `file`) begins with.
        """
        rows = self.connection.execute(select).to_arrow_table()
        files = pc.run_end_encode(rows.column("file").combine_chunks())
        text = rows.column("text").combine_chunks()
        if isinstance(text, pa.ChunkedArray):
            text = pa.concat_arrays(text.chunks)
        self._settle()
        begin = 0
        for end, file in zip(files.run_ends.to_pylist(), files.values.to_pylist(), strict=True):
            path = self.directory / "landing" / source / stream / file
            first = header(file).encode() if header else b""
            self._pending.append(self._pool.submit(_write, path, first, text.slice(begin, end - begin)))
            begin = end

    def copy(self, file: str, select: str) -> None:
        """Write the rows of a query as `<file>`, a plain CSV with a header."""
        path = self.directory / file
        path.parent.mkdir(parents=True, exist_ok=True)
        self.connection.execute(f"copy ({select}) to {literal(path)} (format csv, header)")

    def _settle(self) -> None:
        """Wait for what is being written, so that never more than two streams' text is held."""
        pending, self._pending = self._pending, []
        for future in pending:
            future.result()


def _write(path: Path, first: bytes, texts: pa.StringArray) -> None:
    begin, end = texts.offset, texts.offset + len(texts)
    _, offsets, data = texts.buffers()
    bounds = memoryview(offsets).cast("q" if pa.types.is_large_string(texts.type) else "i")
    content = first + data.slice(bounds[begin], bounds[end] - bounds[begin]).to_pybytes()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content, 1, mtime=0) if path.suffix == ".gz" else content)
