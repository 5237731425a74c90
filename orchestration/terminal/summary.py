"""What a build says at its end. Numbers come from the published copies of analysts and finance, so they name nobody."""

from __future__ import annotations

import textwrap
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table

from orchestration import publish
from orchestration.runs import running
from orchestration.settings import Settings
from orchestration.terminal.books import books, print_books
from orchestration.terminal.console import say
from orchestration.terminal.status import missing

MONTHS_SHOWN = 3
TEAMS_SHOWN = 12
LINES_SHOWN = 12
#: By name, what a page answers: one an audience, and the one for all.
PAGES = {
    "analyst": "who uses AI and to what effect, what a merged pull request costs, what is spent on what",
    "finance": "what ties, who pays, which months are closed",
    "reviewer": "what waits for a look (mode 0600)",
    "dictionary": "what each number means, and what it is made of",
}
#: Cost, merged pull requests, cost of one, and whether one of them is withheld.
Cell = tuple[Any, int | None, Any, bool]
SEEN_LENGTH = 240  # of what a warning saw; the quality page has all of it


def published(out: Console, settings: Settings, outcome: running.RunOutcome) -> None:
    """The headline numbers, and where to look next."""
    copy = settings.published / publish.CURRENT / "analyst.duckdb"
    with duckdb.connect(str(copy), read_only=True) as connection:
        about = connection.execute("select as_of_date, is_simulated from marts.about").fetchone()
        assert about is not None
        out.print()
        label = " · simulated data" if about[1] else ""
        say(out, "bold", f"Published {publish.current_version(settings)},", f"as of {about[0]}{label}")
        shown = [
            _cost_table(out, connection),
            _spend_table(out, connection),
            _usage_table(out, connection),
            _adoption_line(out, connection),
        ]
    if not any(shown):
        out.print(
            "Nothing to show yet: no charge is known to buy AI, or no number has five people behind it."
            " What there is stands in reviewer.duckdb, beside analyst.duckdb.",
            soft_wrap=True,
        )
    with duckdb.connect(str(copy.with_name("finance.duckdb")), read_only=True) as connection:
        print_books(out, books(connection))
    for line in missing(settings):
        say(out, "yellow", *line)
    for check in outcome.failed_checks:
        seen, to_do, remedy = check.message.partition(running.TO_DO)
        told = textwrap.shorten(seen, SEEN_LENGTH, placeholder=" …")
        say(out, "yellow", "warning", f"{check.asset} {check.check}: {told}{to_do}{remedy}")
    out.print("\nOpen next:")
    for page, told in PAGES.items():
        out.print(f"  {copy.with_name(f'{page}.html')}   {told}", soft_wrap=True)
    out.print(f"  {copy}   the marts, for any DuckDB client", soft_wrap=True)
    out.print(f"  {settings.quality / 'index.html'}   what was checked, and what was seen", soft_wrap=True)
    out.print("  make dev   the graph, partitions and runs in Dagster's UI, http://localhost:3000")


def refused(out: Console, settings: Settings, outcome: running.RunOutcome) -> None:
    """Why nothing was published, and what to do."""
    say(out, "red", "Nothing was published.", "What was published before stays as it is.")
    for check in outcome.failed_checks:
        colour = "red" if check.is_blocking else "yellow"
        word = "blocked by" if check.is_blocking else "warning"
        say(out, colour, word, f"{check.asset} {check.check}: {check.message}")
    for error in outcome.errors:
        say(out, "red", "failed", error)
    out.print(f"More: {settings.quality / 'index.html'}, {settings.home / 'logs' / 'build.log'}", soft_wrap=True)


def _cost_table(out: Console, connection: duckdb.DuckDBPyConnection) -> bool:
    """AI cost per merged pull request by team, the newest months beside each other, where anything merged."""
    months = dict(
        connection.execute(
            "select month, bool_and(is_complete) from marts.mart_team_monthly_pull_request_cost"
            " where month <= (select as_of_date from marts.about) group by month order by month desc limit ?",
            [MONTHS_SHOWN],
        ).fetchall()
    )
    rows = connection.execute(
        "select team_id, month, ai_cost_usd, merged_pull_request_count, cost_per_merged_pull_request_usd,"
        " withheld_count"
        " from marts.mart_team_monthly_pull_request_cost where list_contains(?, month)",
        [list(months)],
    ).fetchall()
    held = {month for _, month, _, _, _, withheld in rows if withheld}
    cells = {
        (team, month): (cost, merged, per, withheld > 0 or (month in held and cost is None and merged is None))
        for team, month, cost, merged, per, withheld in rows
    }
    if not any(merged for _, merged, _, _ in cells.values()):
        return False
    out.print("AI cost per merged pull request, US dollars (cost / merged)")
    table = Table("team")
    for month in sorted(months):
        table.add_column(f"{month:%Y-%m}" if months[month] else f"{month:%Y-%m} so far", justify="right")
    cost: dict[str, Any] = {}
    for (team, _), (amount, *_) in cells.items():
        cost[team] = cost.get(team, 0) + (amount or 0)  # not known in a month without a bill
    largest = sorted(cost.keys() - {"all"}, key=lambda team: cost[team], reverse=True)[:TEAMS_SHOWN]
    if largest == ["unattributed"]:
        largest = []  # nobody's team is known: the organisation is one group
    for team in [*sorted(largest), "all"]:  # by name: nobody is ranked
        table.add_row(team, *(_cost_cell(cells.get((team, month))) for month in sorted(months)))
    out.print(table)
    if held:
        why = "fewer than five people are behind it, or one has more than half; reviewers have it"
        out.print(f"withheld: {why}", soft_wrap=True)
    if largest and len(cost) - 1 > len(largest):
        out.print(f"and {len(cost) - 1 - len(largest)} teams with less cost, in the published mart")
    return True


def _cost_cell(cell: Cell | None) -> str:
    if cell is None:
        return "-"
    cost, merged, per, is_withheld = cell
    told = ["?" if number is None else f"{number:,.0f}" for number in (cost, merged)]
    if per is not None:
        return f"{per:.2f} ({' / '.join(told)})"
    if cost is not None and merged is not None:
        return f"- ({' / '.join(told)})"
    # a number is not there because few people are behind it, or because nothing of it has landed
    why = "withheld" if is_withheld else "no pull requests" if merged is None else "no bill"
    return f"{why} ({' / '.join(told)})"


def _spend_table(out: Console, connection: duckdb.DuckDBPyConnection) -> bool:
    """What was billed, where no pull request has landed to set it against."""
    merged = connection.execute(
        "select count(merged_pull_request_count) > 0 from marts.mart_team_monthly_pull_request_cost"
    ).fetchall()
    if merged[0][0]:
        return False
    rows = connection.execute(
        "select concat_ws(' · ', issuer, service_name, model) as what, currency, month, sum(billed_cost)"
        " from marts.mart_monthly_spend where coalesce(is_ai, true) group by all"
    ).fetchall()
    months = sorted({month for _, _, month, _ in rows})[-MONTHS_SHOWN:]
    cells = {(what, currency, month): cost for what, currency, month, cost in rows if month in months}
    if not cells:
        return False
    out.print("AI spend by issuer, service and model, as billed")
    table = Table("billed", "currency")
    for month in months:
        table.add_column(f"{month:%Y-%m}", justify="right")
    lines = {(what, currency) for what, currency, _ in cells}
    largest = sorted(lines, key=lambda line: -sum(cells.get((*line, month), 0) for month in months))[:LINES_SHOWN]
    for line in sorted(largest):
        costs = (cells.get((*line, month)) for month in months)
        table.add_row(*line, *("-" if cost is None else f"{cost:,.2f}" for cost in costs))
    out.print(table)
    _and_more(out, len(lines) - len(largest))
    return True


def _usage_table(out: Console, connection: duckdb.DuckDBPyConnection) -> bool:
    """Use and list cost by tool and model in the newest month, where no bill says what it cost."""
    rows = connection.execute(
        "with newest as (select date_trunc('month', max(usage_date)) as month from marts.mart_daily_tool_usage)"
        " select tool, model, month, sum(request_count), sum(coalesce(uncached_input_tokens, 0)"
        " + coalesce(cache_read_tokens, 0) + coalesce(cache_write_tokens, 0) + coalesce(output_tokens, 0)),"
        " sum(list_cost_usd) from marts.mart_daily_tool_usage, newest where usage_date >= month"
        " and not exists (select * from marts.mart_monthly_spend where coalesce(is_ai, true))"
        " group by all order by coalesce(sum(list_cost_usd), 0) desc, tool, model"
    ).fetchall()
    if not rows:
        return False
    out.print(f"AI use by tool and model in {rows[0][2]:%Y-%m}, at list prices")
    table = Table("tool", "model")
    for name in ("requests", "tokens", "list cost, USD"):
        table.add_column(name, justify="right")
    for tool, model, _, requests, tokens, cost in sorted(rows[:LINES_SHOWN]):
        told = ("-" if value is None else f"{value:,}" for value in (requests, tokens or None))
        table.add_row(tool, model, *told, "-" if cost is None else f"{cost:,.2f}")
    out.print(table)
    _and_more(out, len(rows) - LINES_SHOWN)
    return True


def _and_more(out: Console, left_out: int) -> None:
    if left_out > 0:
        out.print(f"and {left_out} more lines, in the published mart")


def _adoption_line(out: Console, connection: duckdb.DuckDBPyConnection) -> bool:
    """The company's newest week of which everything is known, and the newest of all, if that is not yet so."""
    found = connection.execute(
        "select week_start_date, is_complete, scheduled_people, weekly_usage_share, intent_known_people,"
        " intentional_usage_share, withheld_count from marts.mart_team_weekly_adoption"
        " where team_id = 'all' and weekly_usage_share is not null"
        " qualify row_number() over (partition by is_complete order by week_start_date desc) = 1"
        " order by week_start_date"
    ).fetchall()
    for week, is_complete, people, touched, known, intentional, withheld in found:
        when = f"Week of {week}" if is_complete else f"Week of {week}, so far"
        if intentional is None and withheld:
            purpose = "too few on one side to tell whether on purpose"
        elif intentional is None:
            purpose = "nobody can know whether on purpose"
        else:
            of_whom = "" if known == people else f" of the {known:,} of whom that is known"
            purpose = f"{intentional:.0%}{of_whom} on purpose"
        out.print(f"{when}: of {people:,} people at work {touched or 0:.0%} used AI, {purpose}.", soft_wrap=True)
    return bool(found)
