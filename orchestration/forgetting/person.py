"""Who is meant, and all that names them: by the house's own rules of who is who, out of the warehouse as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from orchestration.clock import utc_now
from orchestration.forgetting.words import Identifier, Words, names_people, tombstones
from orchestration.settings import Settings
from orchestration.sources import streams
from orchestration.sql import identifier, literal

#: Shorter than this a word is a word, and bytes are there by chance.
_LEAST_LETTERS, _LEAST_ALONE, _LEAST_BYTES = 3, 5, 8
_FIRST_MONDAY = date(2019, 12, 30)

#: An id in small letters, and whose it is. A claim of the directory may have ended.
_WHOSE = """
create or replace temp table whose as
select person_id, lower(trim(id)) as id from (
    select person_id, person_id as id from restricted.person_identities
    union all
    select person_id, email from restricted.person_identities
    union all
    select person_id, external_id from intermediate.int_directory_claims
    union all
    select people.person_id, ids.external_id
    from intermediate.int_identities as ids inner join restricted.person_identities as people using (person_key)
    union all
    select links.person_id, unnest(list_concat([accounts.account_id], accounts.addresses, accounts.other_addresses))
    from intermediate.int_directory_accounts as accounts
    inner join intermediate.int_account_people as links using (precedence, account_id)
) where coalesce(trim(id), '') != '' group by all
"""
#: Two ids that one row has of the same user.
_TOGETHER = """
create or replace temp table together as
select distinct lower(trim(one)) as one, lower(trim(other)) as other from (
    select first_external_id as one, second_external_id as other from intermediate.int_usage_by_source
    union all
    select first_external_id, second_external_id from intermediate.int_requests_by_source
    union all
    select first_external_id, second_external_id from intermediate.int_seats_by_source
    union all
    select author_login, author_user_id from intermediate.int_pull_requests
    union all
    select principal_id, credential_id from intermediate.int_charges
)
"""
#: Whose an id is by the directory; else by what rows have beside it, as a login beside the number that is known.
_WHO = """
with known as (select distinct person_id from whose where id in $ids)
from known
union all
select distinct whose.person_id
from (
    select one as asked, other as id from together union all select other, one from together
) as beside inner join whose using (id)
where beside.asked in $ids and not exists (from known)
"""
_OTHERS = """
select id from (
    select id from whose union all select one from together union all select other from together
) where id is not null and id not in $own
"""
_NAMES = """
select distinct person_id, lower(trim(name)) from (
    select person_id, display_name as name from restricted.person_identities
    union all
    select links.person_id, accounts.display_name
    from intermediate.int_directory_accounts as accounts
    inner join intermediate.int_account_people as links using (precedence, account_id)
) where coalesce(trim(name), '') != ''
"""


class NobodyError(Exception):
    """No one person is meant; says why."""


@dataclass(frozen=True)
class Person:
    """Somebody who is to be forgotten.

    Args:
        base: 16 hex digits that nothing leads back from; what stands for each identifier begins with them.
        shared: ids that were theirs and are, or were, somebody else's too: these stay.
    """

    base: str
    identifiers: tuple[Identifier, ...]
    hashes: dict[str, str]
    sought: tuple[str, ...]
    shared: tuple[str, ...] = ()

    @property
    def words(self) -> Words:
        return Words(self.identifiers, self.hashes, self.sought)


def find(settings: Settings, asked: str, base: str) -> Person:
    """Everything that names who is meant.

    Raises:
        NobodyError: nobody, or several people, go by that, or the warehouse cannot say.
    """
    with _warehouse(settings) as connection:
        if connection.execute("select main.home()").fetchall() != [(str(settings.home),)]:
            raise NobodyError("the home lies elsewhere than when it was built; run `assay build` first")
        connection.execute(_WHOSE)
        connection.execute(_TOGETHER)
        wanted = _spellings(asked)
        found = connection.execute(_WHO, {"ids": wanted}).fetchall()
        if len(found) > 1:
            raise NobodyError(
                f"{asked} is, or was, an id of {len(found)} people: {', '.join(sorted(row[0] for row in found))};"
                " name the person by the directory's person_id"
            )
        person_id = found[0][0] if found else None
        own, shared = _ids(connection, person_id, wanted)
        if not own:
            raise NobodyError(
                f"nobody goes by {asked}: it must be a whole person_id, address or id as the directory or a vendor"
                " writes it; `restricted` in the reviewer's copy lists them"
            )
        names = [row[1] for row in connection.execute(_NAMES).fetchall() if row[0] == person_id]
        taken = {row[1] for row in connection.execute(_NAMES).fetchall() if row[0] != person_id}
        others = {row[0] for row in connection.execute(_OTHERS, {"own": own}).fetchall()}
        vocabulary = _vocabulary(connection) | taken
    values = tombstones([*own, *(name for name in names if name not in taken)], base)
    secrets = _secret_keys(settings, own)
    values |= {secret: values[hashed] for secret, hashed in secrets.items()}
    identifiers = tuple(
        Identifier(
            value,
            tombstone,
            _is_word(value, value in names and value not in own, vocabulary),
            len(value) >= _LEAST_ALONE and not any(value in other for other in others),
        )
        for value, tombstone in values.items()
    )
    sought = tuple(
        one.value for one in identifiers if one.is_alone and not one.is_word and len(one.value) >= _LEAST_BYTES
    )
    hashes = _hashes(settings, person_id, {value: values[value] for value in own})
    return Person(base, identifiers, hashes, sought, tuple(shared))


def _ids(
    connection: duckdb.DuckDBPyConnection, person_id: str | None, wanted: list[str]
) -> tuple[list[str], list[str]]:
    """A person's ids, the directory's own first, and those that are not theirs alone."""
    claimed = connection.execute(
        "select id, count(*) > 1 from whose where id in (select id from whose where person_id = ?) group by id"
        " order by id != lower(?), position('@' in id) = 0, id",
        [person_id, person_id],
    ).fetchall()
    own, shared = [row[0] for row in claimed if not row[1]], [row[0] for row in claimed if row[1]]
    if person_id is None:  # nobody of the directory; an id that usage, charges or pull requests have all the same
        known = connection.execute(
            "select one, other from together where one in $ids or other in $ids", {"ids": wanted}
        )
        own = sorted({id_ for row in known.fetchall() for id_ in row if id_ in wanted})
    while own:
        # what always goes with their ids, and with nobody else's
        beside = connection.execute(
            "select id from ("
            " select other as id, one as with_id from together union all select one, other from together"
            ") where id is not null and id not in $own and id not in (select id from whose) group by id"
            " having bool_and(with_id is null or with_id in $own) and bool_or(with_id in $own) order by id",
            {"own": own},
        ).fetchall()
        if not beside:
            break
        own += [row[0] for row in beside]
    return own, shared


def _spellings(asked: str) -> list[str]:
    """As dbt's macro `external_id` takes ids: letters' case, blanks, a mark before; a secret key by its hash."""
    bare = asked.strip()
    plain = bare.lower().removeprefix("@").removeprefix("mailto:").removeprefix("smtp:")
    return list(dict.fromkeys([bare.lower(), plain, hashlib.sha256(bare.encode()).hexdigest()]))


def _secret_keys(settings: Settings, own: Iterable[str]) -> dict[str, str]:
    """Keys that the directory has as they are, by which gateways know a hash of them."""
    found = {}
    with duckdb.connect() as connection:
        files = literal(str(settings.raw / "directory" / "identities" / "*" / "rows.parquet"))
        ids = connection.execute(f"select distinct external_id from read_parquet({files})").fetchall()
        hashed = {hashlib.sha256(row[0].encode()).hexdigest(): row[0].lower() for row in ids if row[0]}
        found = {hashed[value]: value for value in own if value in hashed}
    return found


def _is_word(value: str, is_name: bool, vocabulary: set[str]) -> bool:
    """Whether it is also something else, so that a text may hold it and mean nobody."""
    return (
        value.isdigit()
        or len(value) < _LEAST_LETTERS
        or (is_name and " " not in value)
        or ("@" not in value and value in vocabulary)
    )


def _vocabulary(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Words that mean something else: values of tables that name nobody, and the names of fields."""
    columns = connection.execute(
        "select table_schema, table_name, column_name from information_schema.columns where table_catalog = 'warehouse'"
        " and table_schema in ('analyst', 'finance', 'reference') and data_type = 'VARCHAR'"
    ).fetchall()
    words = {column.name.lower() for stream in streams().values() for column in stream.columns}
    for schema, table, column in columns:
        if names_people(column):  # who closed the books
            continue
        name, relation = identifier(column), f"{identifier(schema)}.{identifier(table)}"
        words |= {row[0] for row in connection.execute(f"select distinct lower({name}) from {relation}").fetchall()}
    teams = connection.execute(
        "select distinct lower(team_id), lower(cost_center) from intermediate.int_people_validity"
    )
    words |= {word for row in teams.fetchall() for word in row}
    return {word for word in words if word}


def _hashes(settings: Settings, person_id: str | None, own: dict[str, str]) -> dict[str, str]:
    """What dbt makes of ids, and what it would make of what stands for them: person keys, keys of ids that are nobody's
    (macro `pseudonym`), and the ids of cases (macro `case_id`), which decisions in the landing zone name."""
    salt = (settings.home / "person_key.salt").read_text().strip()

    def key(text: str) -> str:
        return hashlib.sha256((salt + text).encode()).hexdigest()

    found = {key(f"id:{value}"): key(f"id:{tombstone}") for value, tombstone in own.items()}
    if person_id is not None:
        before, after = key(person_id), key(own[person_id.lower()])
        found[before] = after
        for week in range((utc_now().date() - _FIRST_MONDAY).days // 7 + 2):
            monday = (_FIRST_MONDAY + timedelta(weeks=week)).isoformat()
            found[_md5(before + monday)] = _md5(after + monday)
    return found


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


@contextmanager
def _warehouse(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Its views name the catalog `warehouse`, and say where raw lies."""
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(str(settings.warehouse))} as warehouse (read_only)")
        connection.execute("use warehouse")
        yield connection


def salting(home: Path) -> Callable[[str], str]:
    """What is kept of a forgotten identifier, so that it is known when it comes again."""
    salt = (home / "person_key.salt").read_text().strip()
    begun = hashlib.sha256(f"{salt}forgotten:".encode())

    def salted(value: str) -> str:
        digest = begun.copy()
        digest.update(value.strip().lower().encode("utf-8", "replace"))
        return digest.hexdigest()

    return salted
