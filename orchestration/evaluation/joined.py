"""Truth and findings of many companies in one place: who there is, the cases about them, the signals that fired.

Whoever measures another detector fills `cases` with its own, and `fired` or nothing. `subjects` are people, gamers and
others; what service accounts do is nobody's gaming.
"""

from __future__ import annotations

import duckdb

from orchestration.evaluation.companies import Company
from orchestration.publish import CURRENT
from orchestration.settings import TRUTH, Settings
from orchestration.sql import literal

TABLES = """
create table subjects (
    company varchar, prevalence double, people_months double, person varchar, role varchar,
    label varchar, kind varchar, tactic varchar, grade varchar, first_on date, last_on date
);
create table cases (
    company varchar, person varchar, opened_on date, last_seen_on date, score double, is_published boolean,
    evidence varchar
);
create table fired (company varchar, person varchar, week date, signal varchar);
"""

_JOIN = """
insert into subjects
with roles as (
    select person_key, arg_max(role_family, valid_from) as role, arg_max(employment_type, valid_from) as employment
    from found.marts.dim_people
    group by person_key
),
truth as (
    select * from read_csv({truth}, header = true, all_varchar = true) where label in ('gaming', 'look_alike')
)
select
    {company},
    {prevalence},
    {weeks} * 7 / 30,
    known.person_id,
    coalesce(roles.role, 'unknown'),
    coalesce(truth.label, 'honest'),
    truth.kind,
    truth.tactic,
    truth.grade,
    truth.start_date::date,
    truth.end_date::date
from found.restricted.person_identities as known
left join roles on known.person_key = roles.person_key
left join truth on known.person_id = truth.subject_id
where roles.employment is distinct from 'service';

insert into cases
select
    {company},
    known.person_id,
    found.opened_on,
    found.last_seen_on,
    found.score,
    found.is_published,
    found.evidence_grade
from found.marts.mart_gaming_cases as found
inner join found.restricted.person_identities as known on found.person_key = known.person_key;

insert into fired
select {company}, known.person_id, flags.week_start_date, flags.signal
from found.marts.mart_person_weekly_gaming_flags as flags
inner join found.restricted.person_identities as known on flags.person_key = known.person_key
where flags.fired and flags.excused_by is null;
"""


def empty() -> duckdb.DuckDBPyConnection:
    """The three tables, without a row."""
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(TABLES)
    return connection


def add(connection: duckdb.DuckDBPyConnection, company: Company, home: Settings) -> None:
    """What was published of a company, beside what is true of it."""
    copy = home.published / CURRENT / "reviewer.duckdb"
    connection.execute(f"attach {literal(copy)} as found (read_only)")
    try:
        connection.execute(
            _JOIN.format(
                truth=literal(home.home / TRUTH),
                company=literal(company),
                prevalence=float(company.prevalence),
                weeks=int(company.weeks),
            )
        )
    finally:
        connection.execute("detach found")
