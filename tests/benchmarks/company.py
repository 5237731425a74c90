"""A company of any size straight as raw partitions, for measuring the warehouse without the loader.

85,000 people for 28 days: 3.0 M gateway requests by 40 % of the people, 1.1 M rows of Claude Code analytics by the
others (together 4.7 M usage rows), 170 k pull requests, charges by model, kind of token and day.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb

from orchestration.loading import record
from orchestration.loading.partition import rows_path
from orchestration.loading.record import FileVersion
from orchestration.sources import duckdb_type, streams
from orchestration.sql import identifier, literal

START = date(2026, 3, 2)
GATEWAY_SHARE = 0.4
REQUESTS_A_DAY = 4.4
PULLS_A_DAY = 0.1

PEOPLE = """
    select 'p' || i as person_id, 'person' || i || '@benchmark.example' as email, 'Person ' || i as display_name,
        'team-' || i % 4000 as team_id, 'cc-' || i % 200 as cost_center, 'engineering' as role_family,
        'employee' as employment_type, 1 as fte, 'UTC' as timezone, date '2020-01-01' as start_date
    from range($people) as numbers (i)
"""
TEAMS = """
    select 'team-' || i as team_id, 'Team ' || i as team_name, 'cc-' || i % 200 as cost_center
    from range(4000) as numbers (i)
"""
IDENTITIES = """
    select 'p' || i as person_id, '*' as source, 'person' || i || '@benchmark.example' as external_id,
        'email' as id_kind, date '2020-01-01' as valid_from from range($people) as numbers (i)
    union all
    select 'p' || i, 'github', 'login' || i, 'login', date '2020-01-01' from range($people) as numbers (i)
"""
REQUESTS = f"""
    select $day || '-' || i as request_id, 'key' || person as api_key, 0.01 as spend,
        10 + (hash(i, $day, 1) % 8000)::int as prompt_tokens, (hash(i, $day, 2) % 900)::int as completion_tokens,
        $day::date + to_microseconds((hash(i, $day, 3) % 86400000000)::bigint) as "startTime",
        'model-' || (person + hash(i, $day, 4) % 2) % 8 as model, 'anthropic' as custom_llm_provider,
        'person' || person || '@benchmark.example' as "user", 'success' as status,
        person || '-' || hash(i, $day, 5) % 3 as session_id
    from (
        select i, (hash(i, $day) % ($people * {GATEWAY_SHARE})::bigint)::bigint as person
        from range(($people * {GATEWAY_SHARE} * $requests_a_day * 5 / 7)::bigint) as numbers (i)
    )
"""
CLAUDE = f"""
    select $day::date as date,
        {{'type': 'user_actor', 'email_address': 'person' || i || '@benchmark.example', 'api_key_name': null}} as actor,
        'vscode' as terminal_type,
        {{'num_sessions': 1 + hash(i, $day) % 5, 'lines_of_code': {{'added': 50, 'removed': 5}},
            'commits_by_claude_code': 0, 'pull_requests_by_claude_code': 0}} as core_metrics,
        map {{'edit_tool': {{'accepted': hash(i, $day, 2) % 9, 'rejected': 1}}}} as tool_actions,
        list_transform(range(1 + (hash(i, $day, 3) % 2)::int), lambda n: {{
            'model': 'model-' || (i + n) % 8,
            'tokens': {{'input': 1000 + hash(i, n, $day) % 50000, 'output': hash(i, n) % 9000, 'cache_read': 90000,
                'cache_creation': 5000}},
            'estimated_cost': {{'amount': 55, 'currency': 'USD'}}}}) as model_breakdown
    from range(($people * {GATEWAY_SHARE})::bigint, $people) as numbers (i)
    where hash(i, $day, 4) % 7 < 5
"""
PULL_NUMBERS = f"range(($people * {PULLS_A_DAY} * 5 / 7)::bigint) as numbers (i)"
PULLS = f"""
    select hash($day, i) // 4 as id, day_number * 1000000 + i as number, 'closed' as state, false as draft,
        'title' as title, '' as body, {{'login': 'login' || person, 'id': person, 'type': 'User'}} as user,
        $day::date - (hash(i, 7) % 6)::int as created_at, $day::date + interval 12 hour as updated_at,
        $day::date + interval 12 hour as closed_at, $day::date + interval 12 hour as merged_at,
        md5($day || i) as merge_commit_sha, {{'ref': 'b', 'sha': md5(i || $day)}} as head,
        {{'ref': 'main', 'repo': {{'id': person % 400, 'full_name': 'acme/repository-' || person % 400}}}} as base,
        (hash(i, 8) % 300)::int as additions, (hash(i, 9) % 100)::int as deletions, 2 as changed_files, 1 as commits
    from (
        select *, (hash($day, i) % $people)::bigint as person,
            datediff('day', date '2026-01-01', $day::date) as day_number
        from {PULL_NUMBERS}
    )
"""
ITEMS = f"""
    select 'acme/repository-' || (hash($day, i) % $people)::bigint % 400 as repo,
        datediff('day', date '2026-01-01', $day::date) * 1000000 + i as number, [ITEM] as items from {PULL_NUMBERS}
"""
FILES = ITEMS.replace(
    "ITEM",
    "{'filename': 'src/part' || i % 50 || '/a.py', 'status': 'modified', 'additions': hash(i, 8) % 300,"
    " 'deletions': hash(i, 9) % 100}",
)
COMMITS = ITEMS.replace(
    "ITEM",
    "{'sha': md5(i || $day), 'commit': {'committer': {'date': $day::timestamptz}, 'message': 'work'}, 'author': null}",
)
CHARGES = """
    select 10000 + (hash(day, model, kind) % 90000000) / 10000 as "BilledCost", null as "EffectiveCost",
        'USD' as "BillingCurrency", date_trunc('month', day) as "BillingPeriodStart",
        date_trunc('month', day) + interval 1 month as "BillingPeriodEnd", day as "ChargePeriodStart",
        day + interval 1 day as "ChargePeriodEnd", 'Usage' as "ChargeCategory", 'Model House' as "InvoiceIssuerName",
        1000000 as "ConsumedQuantity", 'Tokens' as "ConsumedUnit", 'Generative AI' as "ServiceSubcategory",
        'INV-' || strftime(day, '%Y-%m') as "InvoiceId", 'model-' || model || '-' || kind as "SkuId",
        'Model API' as "ServiceName"
    from (select unnest(range($first::timestamp, $last::timestamp + interval 1 day, interval 1 day)) as day),
        range(8) as models (model), (values ('input'), ('output')) as kinds (kind)
"""
DAILY = {
    "litellm/spend_logs": REQUESTS,
    "anthropic/claude_code_analytics": CLAUDE,
    "github/pulls": PULLS,
    "github/pull_files": FILES,
    "github/pull_commits": COMMITS,
}
ONCE = {"directory/people": PEOPLE, "directory/teams": TEAMS, "directory/identities": IDENTITIES}


def write_raw(raw: Path, people: int, days: Iterable[int], requests_a_day: float = REQUESTS_A_DAY) -> None:
    """Write these days as raw partitions with their record; what lies there of others stays. Day 0 is `START`, and days
    before it are a longer history. `requests_a_day` are those of a person behind the gateway on a working day."""
    wanted = [START + timedelta(days=day) for day in days]
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'; set threads = 2")
        for key, select in ONCE.items():
            if not (raw / key / f"partition={START}").exists():
                _write(connection, raw, key, str(START), select, {"people": people})
        for day in wanted:
            for key, select in DAILY.items():
                values = {"people": people, "day": str(day), "requests_a_day": requests_a_day}
                _write(connection, raw, key, str(day), select, values)
        landed = (raw / "litellm" / "spend_logs").glob("partition=2*")
        earliest = min(date.fromisoformat(path.name.removeprefix("partition=")) for path in landed)
        last = max(wanted)
        for month in sorted({f"{day:%Y-%m}" for day in wanted}):
            first = date.fromisoformat(f"{month}-01")
            end = min(last, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1))
            bounds = {"first": str(max(first, earliest)), "last": str(end)}
            _write(connection, raw, "focus/charges", month, CHARGES, bounds)
        _record(connection, raw)


def _write(
    connection: duckdb.DuckDBPyConnection, raw: Path, key: str, partition: str, select: str, values: dict[str, object]
) -> None:
    stream = streams()[key]
    target = rows_path(raw, stream, partition)
    target.parent.mkdir(parents=True, exist_ok=True)
    used = {name: value for name, value in values.items() if f"${name}" in select}
    columns = ", ".join(f"{identifier(c.name)} {duckdb_type(c.type)}" for c in stream.columns)
    connection.execute(f"create or replace temp table shaped ({columns}, file_name varchar)")
    connection.execute(f"insert into shaped by name select *, 'a.parquet' as file_name from ({select})", used)
    connection.execute(f"copy shaped to {literal(str(target))} (format parquet, codec zstd)")


def _record(connection: duckdb.DuckDBPyConnection, raw: Path) -> None:
    """The record of files, as the loader would have left it."""
    for key, stream in streams().items():
        files = []
        for path in sorted((raw / key).glob("partition=????-??*/rows.parquet")):
            size, moment = path.stat().st_size, datetime(2026, 1, 1)
            version = f"{size}-{path.stat().st_mtime_ns}"
            files.append(
                FileVersion(
                    stream.source, stream.name, path.parent.name.removeprefix("partition="), "a.parquet", version,
                    size, version, moment, rows_read=1, rows_loaded=1, partition_version=version,
                )
            )  # fmt: skip
        if files:
            record.write(connection, raw, stream.source, stream.name, files)
