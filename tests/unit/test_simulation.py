"""The simulation: the same bytes for the same arguments, files the loader reads whole, and a truth that holds."""

import csv
import gzip
import hashlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest

from orchestration.loading.loader import Loader
from orchestration.sources import streams
from orchestration.sql import literal
from seeds.simulation import simulate

pytestmark = pytest.mark.slow

PEOPLE, WEEKS, SHARE = 40, 2, 0.1
STREAMS = {
    "anthropic/claude_code_analytics",
    "codex/usage",
    "cursor/daily_usage",
    "cursor/members",
    "cursor/spend",
    "cursor/usage_events",
    "datadog/llm_spans",
    "directory/budgets",
    "directory/context",
    "directory/identities",
    "directory/people",
    "directory/teams",
    "focus/charges",
    "focus/invoice_details",
    "github/pull_commits",
    "github/pull_files",
    "github/pull_reviews",
    "github/pulls",
    "github_copilot/ai_credit_usage",
    "github_copilot/seats",
    "github_copilot/users_1_day",
    "kiro/user_report",
    "langfuse/observations",
    "litellm/spend_logs",
    "openai/costs",
    "openai/usage_completions",
    "openai/users",
    "otel/traces",
    "phoenix/spans",
}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty people over a turn of the month, so that there are two invoices of each vendor."""
    home = tmp_path_factory.mktemp("company")
    simulate(home, PEOPLE, WEEKS, seed=7, gaming_share=SHARE, start=date(2026, 3, 23))
    return home


@pytest.fixture(scope="module")
def raw(company: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Views `<source>_<stream>` over what the loader made of it, `truth` beside them."""
    with Loader(company / "landing", company / "raw", datetime(2026, 11, 24)) as loader:
        report = loader.load()
    assert not report.warnings
    assert {key for key, parts in report.partitions.items() if sum(p.rows_loaded for p in parts)} == STREAMS
    assert not [p for parts in report.partitions.values() for p in parts if p.rows_quarantined]
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        for key in STREAMS:
            rows = f"read_parquet({literal(company / 'raw' / key / '*' / 'rows.parquet')}, hive_partitioning = true)"
            connection.execute(f"create view {key.replace('/', '_')} as from {rows}")
        connection.execute(f"create view truth as from read_csv({literal(company / 'truth.csv')}, all_varchar = true)")
        yield connection


def digests(home: Path) -> dict[str, str]:
    files = [path for path in home.rglob("*") if path.is_file() and "raw" not in path.parts]
    return {str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def landed(company: Path) -> list[Path]:
    return sorted(path for path in (company / "landing").rglob("*") if path.is_file())


def content(path: Path) -> str:
    return (gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()).decode()


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    simulate(tmp_path / "one", 25, 1, seed=3)
    simulate(tmp_path / "two", 25, 1, seed=3)
    simulate(tmp_path / "other", 25, 1, seed=4)
    one, two, other = (digests(tmp_path / name) for name in ("one", "two", "other"))
    assert one == two
    assert one != other
    usage = [name for name in one if "spend_logs" in name]
    assert usage and all(one[name] != other.get(name) for name in usage)


def test_everything_loads_and_nothing_is_quarantined(raw: duckdb.DuckDBPyConnection) -> None:
    for key in STREAMS:
        count = raw.execute(f"select count(*) from {key.replace('/', '_')}").fetchall()[0][0]
        assert count > 0, key
    assert streams().keys() >= STREAMS


def test_every_file_lies_in_the_partition_it_is_about(company: Path) -> None:
    in_json = {
        "litellm/spend_logs": r'"startTime":"([\d-]{10})',
        "anthropic/claude_code_analytics": r'"date":"([\d-]{10})',
        "github/pulls": r'"updated_at":"([\d-]{10})',
        "cursor/daily_usage": r'"day":"([\d-]{10})',
        "github_copilot/users_1_day": r'"day":"([\d-]{10})',
    }
    in_csv = {
        "kiro/user_report": ("Date", 10),
        "focus/charges": ("BillingPeriodStart", 7),
        "focus/invoice_details": ("BillingPeriodStart", 7),
    }
    in_seconds = {"openai/usage_completions": 10, "openai/costs": 7, "codex/usage": 10}
    for path in landed(company):
        source, stream, partition, _ = path.relative_to(company / "landing").parts
        key = f"{source}/{stream}"
        if key in in_json:
            assert set(re.findall(in_json[key], content(path))) == {partition}, path
        elif key in in_seconds:
            seconds = map(int, re.findall(r'"start_time":(\d+)', content(path)))
            assert {str(datetime.fromtimestamp(at, UTC))[: in_seconds[key]] for at in seconds} == {partition}, path
        elif key in in_csv:
            column, length = in_csv[key]
            rows = csv.DictReader(content(path).splitlines())
            assert {row[column][:length] for row in rows} == {partition}, path
        elif key == "github_copilot/ai_credit_usage":
            found = re.findall(r'"year":(\d+),"month":(\d+)', content(path))
            assert {f"{year}-{int(month):02}" for year, month in found} == {partition}, path
        else:
            date.fromisoformat(partition)


def test_usage_covers_every_day_and_no_other(raw: duckdb.DuckDBPyConnection) -> None:
    days = raw.execute("select min(partition), max(partition), count(distinct partition) from litellm_spend_logs")
    assert [str(value) for value in days.fetchall()[0]] == ["2026-03-23", "2026-04-05", "14"]


def test_invoices_are_what_charges_add_up_to_but_for_the_planted_differences(raw: duckdb.DuckDBPyConnection) -> None:
    rows = raw.execute("""
        with charged as (
            select "InvoiceId" as invoice, sum("BilledCost") as amount from focus_charges group by all
        ),
        invoiced as (
            select "InvoiceId" as invoice, sum("BilledCost") as amount from focus_invoice_details
            where "BillingCurrency" = 'USD' group by all
        ),
        planted as (
            select subject_id as invoice, sum(cast(difference as decimal(38, 12))) as amount from truth
            where label = 'planted_difference'
            -- what only usage shows: there the invoice asks for what is charged
            and reason not in ('price', 'quantity', 'timing') and note not like '%which nobody used'
            group by all
        )
        select
            coalesce(charged.invoice, invoiced.invoice) as invoice,
            coalesce(invoiced.amount, 0) - coalesce(charged.amount, 0),
            coalesce(planted.amount, 0)
        from charged
        full join invoiced on charged.invoice = invoiced.invoice
        left join planted on planted.invoice = coalesce(charged.invoice, invoiced.invoice)
        where coalesce(charged.invoice, invoiced.invoice) not like 'EURO%'
        order by 1
    """).fetchall()
    assert len(rows) == 9  # three vendors, two months, an invoice sent again, and two resellers
    assert [row for row in rows if row[1] != row[2]] == []


def test_something_is_planted_for_every_reason(raw: duckdb.DuckDBPyConnection) -> None:
    planted = raw.execute("select distinct reason from truth where label = 'planted_difference' order by 1").fetchall()
    assert [reason for (reason,) in planted] == [
        "commitment",
        "credit",
        "duplicate",
        "fx",
        "missing_invoice",
        "missing_usage",
        "price",
        "quantity",
        "rounding",
        "seat",
        "tax",
        "timing",
        "unexplained",
    ]


def test_what_cursor_and_the_gateway_both_tell_is_the_same_and_spend_is_the_sum_of_its_events(
    raw: duckdb.DuckDBPyConnection,
) -> None:
    seen = raw.execute("""
        select count(*), count(logs.request_id) from cursor_usage_events as events
        left join directory_identities as ids on ids.source = 'litellm' and ids.id_kind = 'user_id'
            and ids.partition = '2026-04-05'
            and ids.person_id = 'sim-p' || regexp_extract(events."userEmail", '([0-9]{4})@', 1)
        left join litellm_spend_logs as logs on logs."user" = ids.external_id
            and epoch_ms(logs."startTime") = epoch_ms(events."timestamp")
            and logs.prompt_tokens = events."tokenUsage"."inputTokens"
        where events.kind = 'User API Key'
    """).fetchall()[0]
    assert seen[0] == seen[1] > 0
    apart = raw.execute("""
        with charged as (
            select "userEmail" as email, sum("chargedCents") as cents from cursor_usage_events group by email
        )
        select count(*), count(*) filter (where spend."spendCents" != coalesce(charged.cents, 0))
        from cursor_spend as spend left join charged using (email)
        where spend.partition = '2026-04-05'
    """).fetchall()[0]
    assert apart[0] > 0 and apart[1] == 0


def test_invoices_are_whole_cents(raw: duckdb.DuckDBPyConnection) -> None:
    totals = raw.execute('select sum("BilledCost") from focus_invoice_details group by "InvoiceId"').fetchall()
    assert all(total == round(total, 2) for (total,) in totals)


def test_every_token_is_charged_once_but_for_the_planted_differences(raw: duckdb.DuckDBPyConnection) -> None:
    charged = raw.execute("""
        select distinct "SkuId", "ChargePeriodStart", "PrincipalId", "CredentialId", "ConsumedQuantity"
        from focus_charges where "ConsumedUnit" = 'Tokens'
    """)
    raw.register("charged", charged.to_arrow_table())
    used = raw.execute("""
        with twice as (
            -- Claude Code behind the gateway: both report the calls, the vendor's own count is billed
            select distinct actor.email_address as email from anthropic_claude_code_analytics
        ),
        alone as (
            select * from litellm_spend_logs
            where "user" not in (
                select external_id from directory_identities
                where source = 'litellm' and person_id in (
                    select person_id from directory_identities where external_id in (select email from twice)
                )
            ) or not list_contains(request_tags, 'User-Agent: claude-code/2.1.3')
        ),
        breakdown as (select unnest(model_breakdown) as b from anthropic_claude_code_analytics)
        select sku, sum(tokens) from (
            select model || '-input' as sku, prompt_tokens as tokens from alone
            union all select model || '-output', completion_tokens from alone
            union all select b.model || '-input', b.tokens.input from breakdown
            union all select b.model || '-output', b.tokens.output from breakdown
            union all select b.model || '-cache-read', b.tokens.cache_read from breakdown
            union all select b.model || '-cache-write', b.tokens.cache_creation from breakdown
        ) group by sku having sum(tokens) > 0 order by sku
    """).fetchall()
    billed = raw.execute("""
        with planted as (
            select regexp_extract(note, 'of ([a-z0-9-]+) on', 1) as sku,
                regexp_extract(note, 'for ([0-9]+) tokens', 1) as tokens
            from truth where reason = 'quantity'
        )
        select "SkuId", sum("ConsumedQuantity") - coalesce(any_value(cast(planted.tokens as bigint)), 0)
        from charged
        left join planted on planted.sku = "SkuId"
        where "SkuId" != 'claude-opus-4-1-output'
        group by 1 order by 1
    """).fetchall()
    assert [(sku, int(tokens)) for sku, tokens in billed] == [(sku, int(tokens)) for sku, tokens in used]


def test_a_charge_is_price_times_quantity(raw: duckdb.DuckDBPyConnection) -> None:
    wrong = raw.execute("""
        select count(*) from focus_charges
        where "ListUnitPrice" is not null and "ListCost" != "ListUnitPrice" * "PricingQuantity"
    """).fetchall()
    assert wrong == [(0,)]


def test_money_has_no_trace_of_floats(company: Path) -> None:
    for path in landed(company):
        text = content(path)
        if "spend_logs" in path.parts:
            assert not re.search(r'"spend":(?!\d+\.\d{9},)', text), path
        elif "claude_code_analytics" in path.parts:
            assert not re.search(r'"amount":(?!\d+,)', text), path
        elif "focus" in path.parts:
            assert not re.search(r"\d[eE][+-]?\d|\d\.\d{10}|nan|inf(?!erence)", text), path


def test_a_request_costs_its_tokens_at_list_price(raw: duckdb.DuckDBPyConnection) -> None:
    prices = {"claude-sonnet-4-5": ("0.000003", "0.000015"), "gpt-5-mini": ("0.00000025", "0.000002")}
    for model, (prompt, completion) in prices.items():
        wrong = raw.execute(f"""
            select count(*) from litellm_spend_logs
            where model = {literal(model)}
            and spend != prompt_tokens * {prompt}::decimal(18, 9) + completion_tokens * {completion}::decimal(18, 9)
        """).fetchall()
        assert wrong == [(0,)], model


def test_so_many_people_game_as_were_asked_for(raw: duckdb.DuckDBPyConnection) -> None:
    gamers = raw.execute("select count(*), count(distinct subject_id) from truth where label = 'gaming'").fetchall()
    assert gamers == [(PEOPLE * SHARE, PEOPLE * SHARE)]


def test_nobody_has_two_parts_and_everybody_is_in_the_directory(raw: duckdb.DuckDBPyConnection) -> None:
    parts = raw.execute("""
        select subject_kind, subject_id, count(*), any_value(known.employment_type)
        from truth
        left join (select distinct person_id, employment_type from directory_people) as known
            on known.person_id = truth.subject_id
        where label != 'planted_difference'
        group by all
    """).fetchall()
    assert {count for _, _, count, _ in parts} == {1}
    assert all((kind == "service") == (employment == "service") for kind, _, _, employment in parts)
    assert all(employment for _, _, _, employment in parts)


def test_gamers_and_look_alikes_leave_requests_in_their_time(raw: duckdb.DuckDBPyConnection) -> None:
    silent = raw.execute("""
        select truth.subject_id, truth.kind from truth
        inner join directory_identities as ids on ids.person_id = truth.subject_id and ids.source = 'litellm'
        left join litellm_spend_logs as logs
            on logs."user" = ids.external_id
            and logs.partition::date between truth.start_date::date and truth.end_date::date
        where ids.id_kind = 'user_id' and truth.kind != 'I25_long_leave'
        group by all having count(logs.request_id) = 0
    """).fetchall()
    assert silent == []


def test_managers_teams_and_identities_are_in_the_directory(raw: duckdb.DuckDBPyConnection) -> None:
    orphans = raw.execute("""
        select 'manager' from directory_people as p
        where manager_id is not null and manager_id not in (select person_id from directory_people)
        union all
        select 'team' from directory_people where team_id not in (select team_id from directory_teams)
        union all
        select 'parent' from directory_teams
        where parent_team_id is not null and parent_team_id not in (select team_id from directory_teams)
        union all
        select 'identity' from directory_identities where person_id not in (select person_id from directory_people)
    """).fetchall()
    assert orphans == []


def test_some_requests_are_nobodys(raw: duckdb.DuckDBPyConnection) -> None:
    share = raw.execute("""
        select avg((coalesce("user", '') not in (select external_id from directory_identities)
            and api_key not in (select external_id from directory_identities))::int) from litellm_spend_logs
    """).fetchall()[0][0]
    assert 0.001 < share < 0.15


def test_teams_of_under_five_exist(raw: duckdb.DuckDBPyConnection) -> None:
    sizes = raw.execute("""
        select count(*) as size from directory_people
        where employment_type != 'service' and partition = (select min(partition) from directory_people)
        group by team_id having size < 5
    """).fetchall()
    assert len(sizes) >= 2


def test_pulls_that_changed_twice_lie_in_two_partitions(raw: duckdb.DuckDBPyConnection) -> None:
    twice = """
        select base.repo.full_name as repo, number from github_pulls group by all
        having count(distinct partition) > 1 and count(*) filter (where merged_at is not null) = 1
    """
    assert raw.execute(f"select count(*) from ({twice})").fetchall()[0][0] > 0
    for stream in ("pull_reviews", "pull_commits", "pull_files"):
        apart = raw.execute(f"""
            select count(*) from
            (select base.repo.full_name as repo, number, partition from github_pulls) as pulls
            full join github_{stream} as items using (repo, number, partition)
            where pulls.repo is null or items.repo is null
        """).fetchall()
        assert apart == [(0,)], stream


def test_what_github_sums_up_is_the_sum(raw: duckdb.DuckDBPyConnection) -> None:
    wrong = raw.execute("""
        select count(*) from github_pulls as pulls
        inner join github_pull_files as files
            on files.repo = pulls.base.repo.full_name and files.number = pulls.number
            and files.partition = pulls.partition
        where list_sum(list_transform(files.items, lambda f: f.additions)) != additions
        or list_sum(list_transform(files.items, lambda f: f.deletions)) != deletions
        or len(files.items) != changed_files
        or len(list_distinct(list_transform(files.items, lambda f: f.filename))) != changed_files
    """).fetchall()
    assert wrong == [(0,)]


def test_no_pull_is_merged_before_it_is_opened(raw: duckdb.DuckDBPyConnection) -> None:
    wrong = raw.execute("""
        select count(*) from github_pulls
        where merged_at < created_at or updated_at < created_at or updated_at < closed_at
        or (state = 'open') != (closed_at is null) or (merged_at is not null and merged_at != closed_at)
    """).fetchall()
    assert wrong == [(0,)]


def test_kiro_columns_vary_in_order_and_grow(tmp_path: Path) -> None:
    simulate(tmp_path, 60, 6, seed=2, gaming_share=0)
    paths = sorted((tmp_path / "landing" / "kiro" / "user_report").rglob("*.csv"))
    headers = [path.read_text().splitlines()[0].split(",") for path in paths]
    assert len({tuple(header) for header in headers}) > 20
    assert "claude_opus_4.5_messages" not in headers[0]
    assert any("claude_opus_4.5_messages" in header for header in headers)
    assert not (tmp_path / "truth.csv").read_text().count(",gaming,")


def test_pages_say_whether_there_are_more(company: Path) -> None:
    for path in landed(company):
        if "claude_code_analytics" in path.parts:
            page = json.loads(content(path))
            assert set(page) == {"data", "has_more", "next_page"}
            assert page["has_more"] == (page["next_page"] is not None)


@pytest.mark.parametrize("share", [0, 0.5])
def test_the_smallest_company_works_at_both_ends(tmp_path: Path, share: float) -> None:
    simulate(tmp_path, 20, 1, seed=5, gaming_share=share)
    assert (tmp_path / "truth.csv").read_text().count(",gaming,") == 20 * share


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"people": 19}, "19 people"),
        ({"weeks": 0}, "0 weeks"),
        ({"gaming_share": -0.01}, "share"),
        ({"gaming_share": 0.51}, "share"),
        ({"gaming_share": float("nan")}, "share"),
        ({"seed": -1}, "seed"),
    ],
)
def test_sizes_that_make_no_sense_are_refused(tmp_path: Path, wrong: dict[str, float], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        simulate(tmp_path, **wrong)
    assert list(tmp_path.iterdir()) == []


def test_a_landing_zone_in_use_is_left_alone(company: Path) -> None:
    with pytest.raises(FileExistsError, match="not empty"):
        simulate(company, 20, 1)
