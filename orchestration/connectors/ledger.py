"""What has landed of a bucket's objects: a dot file beside the streams, so that a listing is all that a day costs."""

from __future__ import annotations

import errno
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from orchestration.connectors.objects import Object

NAME = ".objects.sqlite"  # no loader reads a dot file


@dataclass(frozen=True)
class Entry:
    """An object as it landed, and its files, from the source's folder on. Without files it was none of a stream.

    Args:
        group: what it is a part of, where a newer delivery takes the place of the whole.
    """

    read: Object
    group: str
    files: tuple[str, ...]


class Ledger:
    """The entries by `bucket/key`. One that a kill has kept from being written costs one object read again."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.execute(
            "create table if not exists objects"
            " (name text primary key, key text, size integer, modified text, tag text, part_of text, files text)"
        )

    def entries(self) -> dict[str, Entry]:
        rows = self._connection.execute("select name, key, size, modified, tag, part_of, files from objects")
        return {
            name: Entry(
                Object(key, size, datetime.fromisoformat(modified), tag), part_of, tuple(json.loads(listed_files))
            )
            for name, key, size, modified, tag, part_of, listed_files in rows
        }

    def keep(self, name: str, entry: Entry) -> None:
        read = entry.read
        row = (name, read.key, read.size, read.modified.isoformat(), read.tag, entry.group, json.dumps(entry.files))
        with self._connection:
            self._connection.execute("insert or replace into objects values (?, ?, ?, ?, ?, ?, ?)", row)

    def forget(self, name: str) -> None:
        with self._connection:
            self._connection.execute("delete from objects where name = ?", (name,))


@contextmanager
def keeping(folder: Path) -> Iterator[Ledger]:
    """The ledger of a source's folder. One that is damaged is begun anew: the same objects give the same files.

    Raises:
        OSError: it cannot be written, be it for want of room.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        if (folder / NAME).exists() and not _is_sound(folder / NAME):
            (folder / NAME).unlink()
        with closing(sqlite3.connect(folder / NAME)) as connection:
            yield Ledger(connection)
    except sqlite3.OperationalError as error:
        raise OSError(errno.EIO, str(error), str(folder / NAME)) from None


def _is_sound(file: Path) -> bool:
    try:
        with closing(sqlite3.connect(file)) as connection:
            Ledger(connection).entries()
    except sqlite3.OperationalError:
        raise  # it may be sound, and cannot be read just now
    except (sqlite3.DatabaseError, ValueError):
        return False
    return True
