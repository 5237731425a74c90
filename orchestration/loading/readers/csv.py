"""CSV: double quotes, a header, and commas, or what a spreadsheet of another country puts in their place; lines that do
not fit the header go to quarantine one by one."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

from orchestration.loading.judge import MARK_ERRORS, NOT_UTF8, FileRead, Judge, RefusedError
from orchestration.loading.landing import CHUNK, open_bytes
from orchestration.loading.readers.table import declared_header, read_table
from orchestration.loading.rows import header_problem, may_quote
from orchestration.sources import Stream
from orchestration.sql import literal

_DELIMITERS = ",;\t"
_LOOKS_LIKE = {
    "\0": "it seems to be filled with zeros, as after a crash",
    "<": "it seems to be HTML",
    "{": "it seems to be JSON",
    "[": "it seems to be JSON",
    "PK": "it seems to be a spreadsheet or a zip",
    "PAR1": "it seems to be Parquet",
    NOT_UTF8: "it begins with bytes that are no UTF-8, as UTF-16 does",
}


def read(judge: Judge, name: str, path: Path) -> FileRead:
    """Rows by the header. What DuckDB reads is compared with a count of the bytes' own."""
    found = _survey(path)
    if not found.is_utf8 or len(found.ends) > 1:
        # DuckDB reads lines that end alike, and its list of rejected lines is broken (1.5.6: InternalError) where a
        # bad byte stands in a column beyond the number of those that are kept
        path = _clean_copy(path, path.with_name(f"{path.name}.csv"))
    header, skipped, delimiter = _header(path, judge.stream)
    if header is None:  # blank lines only
        return FileRead()
    hint = _hint(header)
    header = declared_header(judge.stream, header)
    fields = {column: f"c{number}" for number, column in enumerate(header)}
    kept = ", ".join(fields[c.name] for c in judge.stream.columns if c.name in fields)
    marked = f"case when contains(concat_ws('', {kept}), {literal(NOT_UTF8)}) then 'the line is not UTF-8' end"
    columns = ", ".join(f"'c{number}': 'VARCHAR'" for number in range(len(header)))
    nulls = ", ".join(literal(text) for text in judge.stream.null_text)
    judge.connection.execute("drop table if exists reject_errors; drop table if exists reject_scans")
    read = read_table(
        judge,
        name,
        fields,
        f"select row_number() over () + {skipped + 1} as _line, *"
        f" from read_csv({literal(str(path))}, columns = {{{columns}}}, auto_detect = false, header = true,"
        f" skip = {skipped}, delim = {literal(delimiter)}, quote = '\"', escape = '\"', nullstr = [{nulls}],"
        " store_rejects = true, max_line_size = 20000000)",
        problem="null" if found.is_utf8 or not kept else marked,
        hint=hint,
    )
    read.rows_read += _quarantine_rejects(judge, name, found)
    if read.rows_read < found.lines - 1 and read.rows_read < (counted := _records(path, delimiter) - 1):
        raise RefusedError(f"only {read.rows_read} of its {counted} rows can be read; deliver the file again")
    return read


def _header(path: Path, stream: Stream) -> tuple[list[str] | None, int, str]:
    """The first row that is not blank, the number of lines before it, and what separates its columns: commas, unless
    something else makes it a header of the stream."""
    found = [(*_first_row(path, delimiter), delimiter) for delimiter in _DELIMITERS]
    return next((it for it in found if it[0] is not None and header_problem(stream, it[0]) is None), found[0])


def _first_row(path: Path, delimiter: str) -> tuple[list[str] | None, int]:
    before = 0
    with TextIOWrapper(open_bytes(path), "utf-8-sig", "replace", newline="") as handle:
        reader = csv.reader(handle, delimiter=delimiter)
        for row in reader:
            if any(cell.strip() for cell in row):
                return row, before
            before = reader.line_num
    return None, before


def _hint(header: list[str]) -> str:
    first = header[0]
    told = next((told for begin, told in _LOOKS_LIKE.items() if first.startswith(begin)), None)
    if told is None and len(header) == 1 and any(mark in first for mark in ";\t|"):
        told = "its columns seem to have other names, or to be separated by something else than commas"
    return f" ({told})" if told else ""


def _quarantine_rejects(judge: Judge, name: str, found: _Survey) -> int:
    """Quarantine the lines that DuckDB left out of the CSV just read, and return how many they are.

    Each moves the numbers of the rows after it by one.
    """
    judge.connection.execute(
        "update quarantine set line_number = line_number + moved from ("
        " select file_name as file, line_number as line, moved from quarantine asof join ("
        "  select line - nth + 1 as first, max(nth) as moved"
        "  from (select line, row_number() over (order by line) as nth from reject_errors group by line)"
        "  group by first) on line_number >= first)"
        f" where file_name = {literal(name)} and file = file_name and line = line_number"
    )
    quoted = "left(any_value(csv_line), 4000)" if may_quote(judge.stream) else "null"
    judge.quarantine(
        name,
        "select line, case when bool_or(error_type = 'INVALID ENCODING') then 'the line is not UTF-8'"
        " else 'the line does not fit the header: ' || lower(min(error_type::varchar)) end"
        " || case when bool_or(error_type = 'UNQUOTED VALUE' and csv_line like '%' || chr(10) || '%_') then"
        " ', and it takes the lines up to the next quote with it' else '' end,"
        f" {quoted} from reject_errors group by line",
    )
    [(rejected, is_unquoted)] = judge.connection.execute(
        "select count(distinct line), coalesce(bool_or(error_type = 'UNQUOTED VALUE'), false) from reject_errors"
    ).fetchall()
    if is_unquoted and found.is_open:
        raise RefusedError("a quoted field is still open where the file ends; it was cut: deliver it again")
    return rejected


# ---------------------------------------------------------------- what the bytes say


@dataclass
class _Survey:
    """A CSV seen as bytes: its lines that are not blank, how they end outside of quotes, whether a quote stays open.

    Where each row is one line, `lines` counts the rows and the header; quoted line breaks make it more than those.
    """

    lines: int = 0
    ends: frozenset[bytes] = frozenset()
    is_utf8: bool = True
    is_open: bool = False


def _survey(path: Path) -> _Survey:
    found, ends, rest = _Survey(), set(), b""
    decoder = codecs.getincrementaldecoder("utf-8")()
    for chunk in _chunks(path):
        found.is_utf8 = found.is_utf8 and _decodes(decoder, chunk)
        pieces = chunk.split(b'"')
        outside = b'"'.join(pieces[found.is_open :: 2])
        found.is_open ^= len(pieces) % 2 == 0
        unix = outside.replace(b"\r\n", b"")
        ends |= {end for end in (b"\n", b"\r") if end in unix} | ({b"\r\n"} if len(unix) < len(outside) else set())
        *lines, rest = (rest + chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")).split(b"\n")
        found.lines += len(lines) - lines.count(b"")
    found.is_utf8 = found.is_utf8 and _decodes(decoder, b"", final=True)
    found.lines += bool(rest)
    found.ends = frozenset(ends)
    return found


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file; no line end is torn apart."""
    with open_bytes(path) as handle:
        while chunk := handle.read(CHUNK):
            while chunk.endswith(b"\r") and (more := handle.read(1)):
                chunk += more
            yield chunk


def _clean_copy(path: Path, target: Path) -> Path:
    """A plain copy in UTF-8 whose lines all end in a line feed; what is quoted stays as it is."""
    decoder = codecs.getincrementaldecoder("utf-8")(MARK_ERRORS)
    is_open = False
    with target.open("w", encoding="utf-8", newline="") as copy:
        for chunk in _chunks(path):
            pieces = decoder.decode(chunk).split('"')
            for number in range(is_open, len(pieces), 2):
                pieces[number] = pieces[number].replace("\r\n", "\n").replace("\r", "\n")
            is_open ^= len(pieces) % 2 == 0
            copy.write('"'.join(pieces))
        copy.write(decoder.decode(b"", final=True))
    return target


def _records(path: Path, delimiter: str) -> int:
    """How many rows Python's reader finds, which is exact, and slow where all of a file is read so."""
    with TextIOWrapper(open_bytes(path), "utf-8-sig", "replace", newline="") as handle:
        return sum(any(row) for row in csv.reader(handle, delimiter=delimiter))
