"""A file of each format loses what names somebody, and nothing else; and is seen to name them until then."""

from __future__ import annotations

import gzip
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from orchestration.forgetting import formats
from orchestration.forgetting.words import Identifier, Words
from orchestration.sql import literal

NAME, TOMBSTONE, NUMBER = "ann@sample.example", "forgotten-0123456789abcdef-1@forgotten.invalid", "900000000000001"
WORDS = Words(
    (Identifier(NAME, TOMBSTONE), Identifier("1042", NUMBER, is_word=True)), {"a" * 32: "b" * 32}, sought=(NAME,)
)
_ROW = f"select {literal(NAME)} as email, 1042 as amount, '1042' as person_id, 0.1::decimal(38, 12) as cost"


def _parquet(path: Path) -> None:
    duckdb.sql(
        f"copy ({_ROW}, [{{'user_id': '1042', 'n': 1042}}] as nested, map {{'to': {literal(NAME)}}} as tags,"
        f" null::varchar as nobody, timestamptz '2026-06-01 00:00:00+00' as at) to {literal(str(path))}"
    )


def _duckdb(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.people (email varchar not null, amount integer, person_id varchar)")
        connection.execute(f"insert into marts.people select email, amount, person_id from ({_ROW})")
        connection.execute(
            "comment on table marts.people is 'who'; comment on column marts.people.amount is 'how much'"
        )


def _sqlite(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("create table events (id integer primary key, email text, person_id text, n integer)")
        connection.execute("insert into events values (1042, ?, '1042', 1042)", [f'{{"user": "{NAME}"}}'])
        connection.commit()


WRITERS: dict[str, Callable[[Path], Any]] = {
    "a.csv": lambda path: path.write_text(f"person_id,email,n\n1042,{NAME},1042\n1043,joann@sample.example,1042\n"),
    "semicolons.csv": lambda path: path.write_text(f"n;UserId\n1042;1042\n1;{NAME}\n"),
    "a.jsonl": lambda path: path.write_text(f'{{"user": "{NAME}", "n": 1042}}\n{{"user_id": "1042"}}\n'),
    "a.json.gz": lambda path: path.write_bytes(gzip.compress(f'{{"data": [{{"email": "{NAME}"}}]}}'.encode())),
    "latin.csv": lambda path: path.write_bytes(f"person_id,name\n1042,Ren\xe9 {NAME}\n".encode("latin-1")),
    "utf16.csv": lambda path: path.write_bytes(f"person_id,email\nx,{NAME}\n".encode("utf-16")),
    "page.html": lambda path: path.write_text(f"<td>{NAME}</td><td>{'a' * 32}</td>"),
    "a.parquet": _parquet,
    "a.duckdb": _duckdb,
    "a.db": _sqlite,
}


@pytest.mark.parametrize("name", WRITERS)
def test_every_format_names_them_until_it_is_rewritten(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    WRITERS[name](path)
    path.chmod(0o640)
    assert formats.count(path, WORDS) > 0
    assert formats.rewrite(path, WORDS) > 0
    assert formats.count(path, WORDS) == 0 and formats.rewrite(path, WORDS) == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [left.name for left in tmp_path.iterdir()] == [name]


def test_numbers_types_and_other_people_stay(tmp_path: Path) -> None:
    for name in ("a.csv", "a.jsonl", "a.parquet", "a.duckdb", "a.db", "latin.csv"):
        WRITERS[name](tmp_path / name)
        formats.rewrite(tmp_path / name, WORDS)
    assert (tmp_path / "a.csv").read_text() == (
        f"person_id,email,n\n{NUMBER},{TOMBSTONE},1042\n1043,joann@sample.example,1042\n"
    )
    assert (tmp_path / "a.jsonl").read_text() == f'{{"user": "{TOMBSTONE}", "n": 1042}}\n{{"user_id": "{NUMBER}"}}\n'
    assert b"Ren\xe9 forgotten-" in (tmp_path / "latin.csv").read_bytes()
    row = pq.read_table(tmp_path / "a.parquet").to_pylist()[0]
    assert (row["amount"], row["person_id"], row["cost"], row["nobody"]) == (1042, NUMBER, Decimal("0.1"), None)
    assert row["nested"] == [{"user_id": NUMBER, "n": 1042}] and row["tags"] == [("to", TOMBSTONE)]
    with duckdb.connect(str(tmp_path / "a.duckdb"), read_only=True) as connection:
        assert connection.execute("from marts.people").fetchall() == [(TOMBSTONE, 1042, NUMBER)]
        told = connection.execute("select comment from duckdb_columns() where comment is not null").fetchall()
        assert told == [("how much",)]
        assert connection.execute("select comment from duckdb_tables()").fetchall() == [("who",)]
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        assert connection.execute("select * from events").fetchall() == [
            (1042, f'{{"user": "{TOMBSTONE}"}}', NUMBER, 1042)
        ]


def test_what_is_deleted_and_lies_in_a_free_page_is_found_and_gone(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    _sqlite(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("pragma secure_delete = off")
        connection.execute("delete from events")
        connection.commit()
    assert NAME.encode() in path.read_bytes()
    assert formats.rewrite(path, WORDS) == 1
    assert NAME.encode() not in path.read_bytes()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json.gz", gzip.compress(b'{"user": "' + NAME.encode() + b'"}' * 50, mtime=0)[:-9]),
        ("a.zip", b"PK\x03\x04rest"),
        ("a.parquet", b"PAR1 is cut"),
        ("a.db", b"SQLite format 3\0 and then nothing"),
    ],
    ids=["gzip", "zip", "parquet", "sqlite"],
)
def test_what_cannot_be_searched_is_not_taken_for_clean(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(formats.UnreadableError):
        formats.count(tmp_path / name, WORDS)


def test_a_hit_across_two_pieces_of_a_long_text_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "CHUNK", 16)
    path = tmp_path / "long.jsonl"
    path.write_text(f'{{"n": 1, "user": "{NAME}"}}\n' * 9)
    assert formats.rewrite(path, WORDS) == 9 and path.read_text().count(TOMBSTONE) == 9
