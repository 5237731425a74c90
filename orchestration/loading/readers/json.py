"""JSON: a page or a list in one file, or lines. What rows a document holds is one rule for both."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from orchestration.loading.judge import MARK_ERRORS, NOT_UTF8, FileRead, Judge, RefusedError
from orchestration.loading.landing import CHUNK, is_blank, open_bytes
from orchestration.loading.nested import unfolded, with_attributes
from orchestration.loading.rows import json_columns, key_twice, line_reader, more_follows, shape_problem, untexted
from orchestration.sources import Stream
from orchestration.sql import literal

_LONGEST = 1 << 28  # bytes of one document or line: DuckDB holds it several times over
_LONG = 1 << 26  # of one row: each of the many functions that look into it holds what it has parsed
_TOO_LONG = f"the row is longer than {_LONG >> 20} MB"
# Bytes that mean something to the line reader and that JSON holds only as escapes. U+001F separates fields, so that it
# becomes another control; a carriage return ends lines, so that it becomes a tab: as good where it is white space,
# and as forbidden inside a text.
_CONTROLS = bytes.maketrans(b"\x00\x1f\r", b"\x1e\x1e\t")


def read_document(judge: Judge, name: str, path: Path) -> FileRead:
    """The rows of a page or a list. A page that holds no rows says why it does not."""
    documents = (
        f"select doc, {_rows(judge.stream, is_line=False)} as rows, {more_follows(judge.stream)} as is_more"
        " from (select json as doc from read_json_objects("
        f"{literal(str(path))}, format = 'unstructured', maximum_object_size = {_LONGEST}))"
    )
    [(found, longest, refused, is_partial)] = judge.connection.execute(
        "select count(*), coalesce(max(strlen(doc::varchar)), 0),"
        f" any_value({_no_page(judge.stream)}) filter (rows is null), bool_and(is_more) from ({documents})"
    ).fetchall()
    if refused:
        raise RefusedError(refused)
    if not found and not is_blank(path):
        raise RefusedError("the file is not blank and holds no JSON; deliver it again")
    read = _hold(
        judge,
        name,
        "select row_number() over () as _line, doc::varchar as _raw, doc, null::varchar as _problem"
        f" from (select unnest(rows) as doc from ({documents}))",
        is_large=longest > _LONG,
    )
    read.is_partial = is_partial
    return read


def read_lines(judge: Judge, name: str, path: Path) -> FileRead:
    """The rows of a file of JSON lines: each its own, or those of the page or list that stands on it."""
    copy = _copy_as_utf8(path, path.with_name(f"{path.name}.txt"))
    if copy.longest > _LONGEST:
        raise RefusedError(f"a line is longer than {_LONGEST >> 20} MB; deliver one row a line")
    if copy.is_one_long_list:
        return read_document(judge, name, copy.path)
    lines = line_reader(copy.path, copy.longest)
    [(count,)] = judge.connection.execute(f"select count(*) from ({lines})").fetchall()
    if count < copy.lines:
        raise RefusedError(f"only {count} of its {copy.lines} lines can be read; deliver it again as smaller files")
    too_long = f"strlen(line) > {_LONG}"
    documents = (
        f"select *, {_rows(judge.stream, is_line=True)} as rows from (select line_number, {too_long} as is_too_long,"
        f"  left(line, 4000) as text, contains(line, {literal(NOT_UTF8)}) as is_marked,"
        f"  case when {too_long} then null when json_valid(line) then line::json end as doc"
        f"  from ({lines}) where trim(line, ' \t') != '')"
    )
    [(is_partial,)] = (
        judge.connection.execute(
            f"select bool_and({more_follows(judge.stream)}) from ({documents}) where rows is not null"
        ).fetchall()
        if judge.stream.more
        else [(None,)]
    )
    line_number = "line_number + place - 1" if judge.stream.records is None else "row_number() over ()"
    read = _hold(
        judge,
        name,
        f"select {line_number} as _line, coalesce(doc::varchar, text) as _raw, doc, _problem from ("
        "  select line_number, text, unnest(coalesce(rows, [doc])) as doc,"
        "  generate_subscripts(coalesce(rows, [doc]), 1) as place,"
        f" case when is_too_long then {literal(_TOO_LONG)} when is_marked then"
        "  'the line is not UTF-8' when doc is null then 'the line is not JSON' when rows is null then"
        f" {_no_page(judge.stream)} end as _problem from ({documents}))",
    )
    read.is_partial = is_partial
    return read


def _rows(stream: Stream, is_line: bool) -> str:
    """The list of rows in `doc`: itself a list, a page of the vendor's API, or one row; NULL where it is none."""
    whole = "when json_type(doc) = 'ARRAY' then json_extract(doc, '$[*]')"
    if stream.records is None and is_line:  # what is no object is judged as the row that it should be
        return f"case {whole} else [doc] end"
    page, *within = f"$.{stream.records}".split(".")[1:]
    return (
        f"case {whole}"
        f" when json_type(doc, {literal(f'$.{page}')}) = 'ARRAY' then {_rows_of_page(stream, unfolded(page, within))}"
        f" when json_type(doc) = 'OBJECT' and {stream.records is None or is_line}"
        " and json_extract(doc, '$.error') is null then [doc] end"
    )


def _rows_of_page(stream: Stream, rows: str) -> str:
    """The rows of a page, each with what the page tells once for all of them; a row's own word is the nearer one."""
    if not stream.of_page:
        return rows
    told = ", ".join(f"{literal(name)}, json_extract(doc, {literal(f'$.{name}')})" for name in stream.of_page)
    whole = f"json_merge_patch(json_object({told}), row)"
    return f"list_transform({rows}, lambda row: case when json_type(row) = 'OBJECT' then {whole} else row end)"


def _no_page(stream: Stream) -> str:
    """What is said of a `doc` without rows: of the API's error the type, if a plain word; the message may quote."""
    told = literal(f"a page holds no list `{stream.records or '[…]'}` but an error or another shape (")
    error = "nullif(regexp_extract(json_extract_string(doc, '$.error.type'), '^[a-z_]{1,40}$'), '')"
    return f"{told} || coalesce({error}, 'no error is given') || ')'"


def _hold(judge: Judge, name: str, select: str, is_large: bool = False) -> FileRead:
    """JSON rows as `_line`, `_raw`, `doc` and perhaps a `_problem` on record already.

    Of an object that holds a key twice nothing is read: readers differ in which of the two they take, and a map
    cannot hold both.
    """
    if is_large:  # let go of the whole before its rows are looked at
        judge.connection.execute(
            "create or replace temp table taken_apart as"
            f" select * replace ({untexted(judge.stream)} as doc) from ({select})"
        )
        select = (
            f"select _line, left(_raw, 4000) as _raw, case when strlen(_raw) <= {_LONG} then doc end as doc,"
            f" coalesce(_problem, case when strlen(_raw) > {_LONG} then {literal(_TOO_LONG)} end) as _problem"
            " from taken_apart"
        )
    not_object = "case when json_type(doc) != 'OBJECT' then 'the row is not a JSON object' end"
    twice, shape = key_twice(judge.stream), shape_problem(judge.stream)
    read = judge.hold(
        name,
        f"select _line, _raw, _problem, {json_columns(judge.stream)} from ("
        f" select _line, _raw, coalesce(_problem, {not_object}, _twice, {shape}) as _problem,"
        f" case when _twice is null then doc end as doc from (select * replace ({with_attributes(judge.stream)} as doc)"
        f" from (select * replace ({untexted(judge.stream)} as doc)"
        f" from (select *, {twice} as _twice from ({select})))))",
    )
    judge.connection.execute("drop table if exists taken_apart")
    return read


@dataclass(frozen=True)
class _Copy:
    """A file of lines that DuckDB can read; `longest` bounds their bytes."""

    path: Path
    lines: int
    longest: int
    begins: bytes

    @property
    def is_one_long_list(self) -> bool:
        return self.lines == 1 and self.longest > _LONG and self.begins.lstrip().startswith(b"[")


def _copy_as_utf8(path: Path, target: Path) -> _Copy:
    """A plain copy that DuckDB's line reader can read, with what the reader is to find in it."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")(MARK_ERRORS)
    ends = longest = length = 0
    begins = b""
    with open_bytes(path) as source, target.open("wb") as copy:
        while chunk := source.read(CHUNK):
            text = decoder.decode(chunk.translate(_CONTROLS)).encode()
            copy.write(text)
            begins = begins or text[:100]
            ends += text.count(b"\n")
            longest = max(longest, length + len(text))  # of what is cut into lines here, the whole bounds each
            last = text.rfind(b"\n")
            length = length + len(text) if last < 0 else len(text) - last - 1
        rest = decoder.decode(b"", final=True).encode()
        copy.write(rest)
    length += len(rest)
    return _Copy(target, ends + (length > 0), max(longest, length), begins)
