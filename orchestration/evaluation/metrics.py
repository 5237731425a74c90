"""What an evaluation says, each number with how many it is of and Wilson's interval of 95 %.

A case is right when it is about somebody who games and lasts beyond the day on which that began; a case that was over
before is wrong, whoever it is about. Honest are all others, look-alikes among them. Recall is told by tactic and by how
hard the adversary tries, never pooled over these (facts/gaming.md §7).
"""

from __future__ import annotations

from typing import Any

import duckdb

TOP = 20

_SHARES = """
create macro wilson_centre(hits, total) as (hits + 1.96 * 1.96 / 2) / (total + 1.96 * 1.96);
create macro wilson_reach(hits, total) as
    1.96 * sqrt(greatest(0, hits * (1 - hits / total)) + 1.96 * 1.96 / 4) / (total + 1.96 * 1.96);
create macro low(hits, total) as
    case when total > 0 then greatest(0, wilson_centre(hits, total) - wilson_reach(hits, total)) end;
create macro high(hits, total) as
    case when total > 0 then least(1, wilson_centre(hits, total) + wilson_reach(hits, total)) end;

create view judged as
select
    cases.*,
    subjects.prevalence,
    subjects.first_on,
    subjects.label = 'gaming' and cases.last_seen_on >= subjects.first_on as is_right
from cases
inner join subjects using (company, person);

-- a person and what the cases about them come to
create view people as
select
    subjects.*,
    count(*) filter (where judged.is_right) > 0 as is_listed,
    count(*) filter (where judged.is_right and judged.is_published) > 0 as is_found,
    count(*) filter (where not judged.is_right and judged.is_published) as wrong_cases,
    min(greatest(0, judged.opened_on - judged.first_on)) filter (where judged.is_right and judged.is_published)
        as delay_days
from subjects
left join judged using (company, person)
group by all;
"""

#: By name, queries that give `what, hits, total` and more; the interval is put beside them.
_COUNTED = {
    "precision": "select prevalence as what, count(*) filter (where is_right) as hits, count(*) as total"
    " from judged where is_published group by all",
    "precision_by_evidence": "select evidence as what, count(*) filter (where is_right) as hits, count(*) as total"
    " from judged where is_published group by all",
    "precision_at_20": f"""
        select prevalence as what, count(*) filter (where is_right) as hits, count(*) as total
        from (
            -- one case a person, the published ones first
            select * from (
                select * from judged
                qualify row_number() over (
                    partition by company, person order by is_published desc, score desc, opened_on
                ) = 1
            )
            qualify row_number() over (
                partition by company order by is_published desc, score desc, person
            ) <= {TOP}
        )
        group by all
    """,
    "recall_by_prevalence": "select prevalence as what, count(*) filter (where is_found) as hits, count(*) as total"
    " from people where label = 'gaming' group by all",
    "recall_by_tactic": "select tactic || ', ' || grade as what, count(*) filter (where is_found) as hits,"
    " count(*) as total, count(*) filter (where is_listed) as listed"
    " from people where label = 'gaming' group by all",
    "recall_by_grade": "select grade as what, count(*) filter (where is_found) as hits, count(*) as total,"
    " count(*) filter (where is_listed) as listed from people where label = 'gaming' group by all",
    "false_by_look_alike": "select kind as what, count(*) filter (where wrong_cases > 0) as hits, count(*) as total"
    " from people where label = 'look_alike' group by all",
    "false_by_role": "select role as what, count(*) filter (where wrong_cases > 0) as hits, count(*) as total"
    " from people where label != 'gaming' group by all",
    "false_by_person_month": "select prevalence as what, sum(wrong_cases)::bigint as hits,"
    " sum(people_months) as total from people where label != 'gaming' group by all",
    "calibration": "select printf('%.1f to %.1f', band / 5.0, (band + 1) / 5.0) as what,"
    " count(*) filter (where is_right) as hits, count(*) as total, avg(score) as mean_score"
    " from (select *, least(4, floor(score * 5))::int as band from judged) group by band",
    "fired_by_signal": "select signal as what,"
    " count(*) filter (where label = 'gaming' and week + 6 >= first_on) as hits, count(*) as total"
    " from fired inner join subjects using (company, person) group by all",
}
_DELAY = """
select
    coalesce(tactic, 'all') as what,
    median(delay_days) as median_days,
    quantile_disc(delay_days, 0.9) as p90_days,
    count(delay_days) as hits,
    count(*) as total
from people
where label = 'gaming'
group by rollup (tactic)
order by what
"""


def measure(connection: duckdb.DuckDBPyConnection) -> dict[str, list[dict[str, Any]]]:
    """All tables by name, from `subjects`, `cases` and `fired`."""
    connection.execute(_SHARES)
    found = {
        name: _rows(
            connection,
            f"select *, hits / total as share, low(hits, total) as low, high(hits, total) as high from ({query})"
            " order by what",
        )
        for name, query in _COUNTED.items()
    }
    return found | {"delay": _rows(connection, _DELAY)}


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    cursor = connection.execute(query)
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
