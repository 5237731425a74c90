"""The company's own directory as snapshots: people, teams, identities, context. All names are plainly invented."""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from orchestration.sql import literal
from seeds.simulation.files import Files
from seeds.simulation.world import World
from seeds.simulation.world.cast import KINDS, Cast
from seeds.simulation.world.company import EMPLOYMENT, NEVER, ROLES, ZONES, Company
from seeds.simulation.world.names import api_key, email, github_user_id, kiro_user, login, name_of, person_id

DIVISIONS = ("division-technology", "division-product", "division-corporate")
_DIVISION_OF_ROLE = (0, 0, 0, 0, 1, 1, 2, 2, 2, 2)
_USD_A_MONTH = (80, 50, 30)  # planned a head, by division; what is spent has a tail that no plan has


def land(files: Files, world: World) -> None:
    """Write `directory/{people,teams,identities,context,budgets}`: a full snapshot of each on each of the company's
    `snapshots`."""
    company, habits, company_cast = world.company, world.habits, world.cast
    n, people = company.n, company.people
    files.table(
        "staff",
        i=np.arange(n),
        team=company.team,
        later_team=company.later_team,
        move_day=company.move_day,
        role=[ROLES[r] for r in company.role],
        employment=[EMPLOYMENT[e] for e in company.employment],
        fte=[f"{percent // 100}.{percent % 100:02d}" for percent in company.fte_percent.tolist()],
        zone=[ZONES[z] for z in company.zone],
        first_day=company.first_day,
        last_day=company.last_day,
        is_noticed=company.is_noticed,
        manager=company.manager,
        gateway=habits.gateway[:n],
        kiro=habits.kiro[:n],
    )
    files.table(
        "team_list",
        team=np.arange(len(company.team_sizes)),
        division=[DIVISIONS[_DIVISION_OF_ROLE[r]] for r in company.team_role],
        usd=[
            _USD_A_MONTH[_DIVISION_OF_ROLE[r]] * size
            for r, size in zip(company.team_role, company.team_sizes, strict=True)
        ],
    )
    circumstances = _circumstances(company, company_cast)
    files.table("circumstances", **dict(zip(_CONTEXT, zip(*circumstances, strict=True), strict=True)))
    for day in company.snapshots:
        at = company.start + timedelta(days=day)
        base = f"landing/directory/{{}}/{at}/{{}}.csv"
        files.copy(base.format("people", "people"), _people(company, day, people))
        files.copy(base.format("teams", "teams"), _TEAMS)
        files.copy(base.format("identities", "identities"), _identities(company, day, people))
        files.copy(base.format("budgets", "budgets"), _budgets(company))
        files.copy(
            base.format("context", "context"),
            f"select {', '.join(_CONTEXT)} from circumstances order by all",
        )


def _people(company: Company, day: int, people: int) -> str:
    """Who is employed on the day. A leaver on notice stays in the file, with the last day; others are just gone."""
    start = f"date {literal(company.start)}"
    return f"""
        select
            {person_id("i", people)} as person_id,
            case when i < {people} then {email("i")} else {person_id("i", people)} || '@simulated.example' end as email,
            case when i < {people} then 'Simulated Person ' || lpad((i + 1)::varchar, 4, '0')
                else 'Simulated Service ' || lpad((i - {people} + 1)::varchar, 2, '0') end as display_name,
            'team-' || lpad((at_team + 1)::varchar, 2, '0') as team_id,
            'CC-' || (100 + at_team) as cost_center,
            role as role_family,
            case when manager >= 0 then {person_id("manager", people)} end as manager_id,
            employment as employment_type,
            fte,
            zone as timezone,
            strftime({start} + first_day::int, '%Y-%m-%d') as start_date,
            case when is_noticed and last_day < {NEVER} and last_day - 30 <= {day}
                then strftime({start} + last_day::int, '%Y-%m-%d') end as end_date
        from (select *, case when move_day <= {day} then later_team else team end as at_team from staff)
        where first_day <= {day} and (last_day >= {day} or (is_noticed and last_day + 31 >= {day}))
        order by i
    """


_TEAMS = f"""
    select 'simulated-company' as team_id, 'Simulated Company' as team_name, '' as parent_team_id,
        'CC-000' as cost_center
    union all
    select division, 'Simulated ' || upper(division[10]) || division[11:], 'simulated-company', 'CC-001'
    from (select unnest({list(DIVISIONS)}) as division)
    union all
    select 'team-' || lpad((team + 1)::varchar, 2, '0'), 'Simulated Team ' || lpad((team + 1)::varchar, 2, '0'),
        division, 'CC-' || (100 + team)
    from team_list
    order by team_id
"""


def _budgets(company: Company) -> str:
    """What finance planned before the first month: a sum a head, the same each month, and nothing for who moves."""
    last = company.start + timedelta(days=company.days - 1)
    return f"""
        select strftime(month, '%Y-%m-%d') as month, 'CC-' || (100 + team) as cost_center, usd as budget_usd
        from team_list, (
            select unnest(range(
                date_trunc('month', date {literal(company.start)}), date {literal(last)} + 1, interval 1 month
            )) as month
        )
        order by all
    """


def _identities(company: Company, day: int, people: int) -> str:
    """Names in the vendors' spaces. Leavers stay, dated."""
    start = f"date {literal(company.start)}"
    return f"""
        with known as (
            select *, strftime({start} + first_day::int, '%Y-%m-%d') as since,
                case when last_day < {day} then strftime({start} + last_day::int, '%Y-%m-%d') end as until
            from staff where first_day <= {day}
        )
        select {person_id("i", people)} as person_id, source, external_id, id_kind,
            since as valid_from, until as valid_to
        from (
            select i, since, until, '*' as source, {email("i")} as external_id, 'email' as id_kind
            from known where i < {people}
            union all
            select i, since, until, 'github', {login("i")}, 'login' from known where i < {people}
            union all
            select i, since, until, 'github', {github_user_id("i")}::varchar, 'user_id' from known where i < {people}
            union all
            select i, since, until, 'litellm', case when i < {people} then 'u-' || lpad((i + 1)::varchar, 4, '0')
                else 'svc-' || lpad((i - {people} + 1)::varchar, 2, '0') end, 'user_id' from known where gateway
            union all
            select i, since, until, 'litellm', {api_key("i")}, 'api_key' from known where gateway
            union all
            select i, since, until, 'kiro', {kiro_user("i")}, 'user_id' from known where kiro
            union all
            select i, since, until, 'focus', 'apikey_svc_' || lpad((i - {people} + 1)::varchar, 2, '0'), 'api_key_name'
            from known where i >= {people}
            union all
            select i, since, until, 'github', 'simulated-ci-' || (i - {people} + 1) || '[bot]', 'login'
            from known where i >= {people}
        )
        order by all
    """


_CONTEXT = ("subject_kind", "subject_id", "kind", "start_date", "end_date", "note")


def _circumstances(company: Company, company_cast: Cast) -> list[tuple[str, ...]]:
    """Everything the company writes down: the look-alikes' reasons where they have one, and much that is ordinary."""
    rows: list[tuple[str, ...]] = []

    def add(kind: str, subject_kind: str, subject: str, first: int, last: int, note: str) -> None:
        dates = [(company.start + timedelta(days=int(d))).isoformat() for d in (first, last)]
        rows.append((subject_kind, subject, kind, *dates, note))

    leave = company.leave
    for person, first, last in zip(leave.person, leave.first_day, leave.last_day, strict=True):
        add("leave", "person", name_of(person, company.people), first, last, "annual leave")
    for team, day in company.holidays:
        add("holiday", "team", f"team-{team + 1:02d}", day, day, "public holiday")
    for person in np.flatnonzero(company.first_day > 0):
        first = company.first_day[person]
        last = min(first + 27, company.days - 1)
        add("onboarding", "person", name_of(person, company.people), first, last, "first four weeks")
    for part in company_cast.parts:
        if record := KINDS[part.kind].record:
            kind, note = record
            subject_kind = "person" if part.subject < company.people else "service"
            subject = name_of(part.subject, company.people)
            add(kind, subject_kind, subject, part.first_day, part.last_day, note)
    # an operations team takes turns, a week each
    busy = {part.subject for part in company_cast.parts}
    for team in np.flatnonzero(company.team_role == ROLES.index("sre")):
        turn = [p for p in np.flatnonzero(company.team[: company.people] == team) if p not in busy]
        for week in range(company.days // 7 if turn else 0):
            subject = name_of(turn[week % len(turn)], company.people)
            add("on_call", "person", subject, week * 7, week * 7 + 6, "rota")
    free = [t for t in range(len(company.team_sizes)) if not any(company.team[s] == t for s in busy)]
    for team, kind, note in zip(
        free,
        ("training_event", "default_model_change"),
        ("two days of AI training", "the team's default model was changed"),
        strict=False,
    ):
        first = company.days // 3
        add(kind, "team", f"team-{team + 1:02d}", first, min(first + 1, company.days - 1), note)
    outage = company_cast.outage_day
    add("outage", "org", "simulated-company", outage, outage, "the gateway's vendor was down 13:00 to 16:00 UTC")
    return sorted(rows)
