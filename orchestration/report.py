"""What a person sees at the terminal. Numbers come from the published analyst copy, so they name nobody either."""

from __future__ import annotations

import textwrap
from dataclasses import asdict
from typing import Any

import duckdb
from rich.console import Console
from rich.table import Table
from rich.text import Text

from orchestration import landing, manifest, publish, runs
from orchestration.calendar import between
from orchestration.raw import utc_now
from orchestration.settings import Settings
from orchestration.sources import streams

MONTHS_SHOWN = 3
TEAMS_SHOWN = 12
WARNING_LENGTH = 240  # the quality page has all of it


def console(stderr: bool = False, width: int | None = None) -> Console:
    """A terminal that shows brackets as brackets: what is said quotes files and other people's messages."""
    return Console(stderr=stderr, width=width, highlight=False, markup=False, emoji=False)


def say(out: Console, style: str, word: str, rest: str) -> None:
    """A line that begins with a word in a style."""
    out.print(Text.assemble((word, style), f" {rest}"), soft_wrap=True)


# ---------------------------------------------------------------- a build


def published(out: Console, settings: Settings, outcome: runs.RunOutcome) -> None:
    """The headline numbers, and where to look next."""
    copy = settings.published / publish.CURRENT / "analyst.duckdb"
    with duckdb.connect(str(copy), read_only=True) as connection:
        about = connection.execute("select as_of_date, is_simulated from marts.about").fetchone()
        assert about is not None
        out.print()
        label = " · simulated data" if about[1] else ""
        say(out, "bold", f"Published {publish.current_version(settings)},", f"as of {about[0]}{label}")
        _cost_table(out, connection)
        _adoption_line(out, connection)
    for check in outcome.failed_checks:
        told = textwrap.shorten(check.message, WARNING_LENGTH, placeholder=" …")
        say(out, "yellow", "warning", f"{check.asset} {check.check}: {told}")
    out.print("\nOpen next:")
    out.print(f"  {copy}   the marts, for any DuckDB client", soft_wrap=True)
    out.print(f"  {settings.quality / 'index.html'}   what was checked, and what was seen", soft_wrap=True)
    out.print("  make dev   the graph, partitions and runs in Dagster's UI, http://localhost:3000")


def refused(out: Console, settings: Settings, outcome: runs.RunOutcome) -> None:
    """Why nothing was published, and what to do."""
    say(out, "red", "Nothing was published.", "What was published before stays as it is.")
    for check in outcome.failed_checks:
        colour = "red" if check.is_blocking else "yellow"
        word = "blocked by" if check.is_blocking else "warning"
        say(out, colour, word, f"{check.asset} {check.check}: {check.message}")
    for error in outcome.errors:
        say(out, "red", "failed", error)
    out.print(f"More: {settings.quality / 'index.html'}, {settings.home / 'logs' / 'build.log'}", soft_wrap=True)


def _cost_table(out: Console, connection: duckdb.DuckDBPyConnection) -> None:
    """AI cost per merged pull request by team, the newest months beside each other."""
    months = [
        row[0]
        for row in connection.execute(
            "select distinct month from marts.mart_team_monthly_pull_request_cost"
            " where month <= (select as_of_date from marts.about) order by month desc limit ?",
            [MONTHS_SHOWN],
        ).fetchall()
    ]
    rows = connection.execute(
        "select team_id, month, ai_cost_usd, merged_pull_request_count, cost_per_merged_pull_request_usd"
        " from marts.mart_team_monthly_pull_request_cost where list_contains(?, month)",
        [months],
    ).fetchall()
    cells = {(team, month): (cost, merged, per) for team, month, cost, merged, per in rows}
    table = Table(title="AI cost per merged pull request, US dollars (cost / merged)", title_justify="left")
    table.add_column("team")
    for month in sorted(months):
        table.add_column(f"{month:%Y-%m}", justify="right")
    cost: dict[str, Any] = {}
    for (team, _), (amount, _, _) in cells.items():
        cost[team] = cost.get(team, 0) + (amount or 0)  # not known in a month without a bill
    largest = sorted(cost.keys() - {"all"}, key=lambda team: cost[team], reverse=True)[:TEAMS_SHOWN]
    for team in [*sorted(largest), "all"]:  # by name: nobody is ranked
        table.add_row(team, *(_cost_cell(cells.get((team, month))) for month in sorted(months)))
    out.print(table)
    if len(cost) - 1 > len(largest):
        out.print(f"and {len(cost) - 1 - len(largest)} teams with less cost, in the published mart")


def _cost_cell(cell: tuple[Any, int, Any] | None) -> str:
    if cell is None:
        return "-"
    cost, merged, per = cell
    if cost is None:
        return f"no bill (? / {merged:,})"
    return f"{per:.2f} ({cost:,.0f} / {merged:,})" if per is not None else f"- ({cost:,.0f} / 0)"


def _adoption_line(out: Console, connection: duckdb.DuckDBPyConnection) -> None:
    """The company's newest week of which everything is known, and the newest of all, if that is not yet so."""
    found = connection.execute(
        "select week_start_date, is_complete, scheduled_people, weekly_usage_share, intent_known_people,"
        " intentional_usage_share from marts.mart_team_weekly_adoption where team_id = 'all'"
        " qualify row_number() over (partition by is_complete order by week_start_date desc) = 1"
        " order by week_start_date"
    ).fetchall()
    for week, is_complete, people, touched, known, intentional in found:
        when = f"Week of {week}" if is_complete else f"Week of {week}, so far"
        if intentional is None:
            purpose = "nobody can know whether on purpose"
        else:
            of_whom = "" if known == people else f" of the {known:,} of whom that is known"
            purpose = f"{intentional:.0%}{of_whom} on purpose"
        out.print(f"{when}: of {people:,} people at work {touched or 0:.0%} used AI, {purpose}.", soft_wrap=True)


# ---------------------------------------------------------------- the state of a home


def status(settings: Settings) -> dict[str, Any]:
    """Everything `assay status` tells, as plain values."""
    held = manifest.read_partitions(settings.raw) if settings.raw.exists() else {}
    last = runs.last_run(settings, "build") if settings.dagster_home.exists() else None
    unknown = sorted(held.keys() - streams().keys())
    return {
        "home": str(settings.home),
        "streams": {key: _stream_status(streams()[key].partition, held.get(key, {})) for key in sorted(streams())},
        "unknown_folders": unknown,
        "last_build": None
        if last is None
        else {"run_id": last.run_id, "status": last.status, "started_at": last.started_at, "ended_at": last.ended_at},
        "published_version": publish.current_version(settings),
        "failing_checks": [asdict(check) for check in (last.failed_checks if last else ())],
        "charges_not_in_usd": _foreign_charges(settings),
        "sources_without_credentials": _without_credentials(settings),
    }


def _stream_status(kind: str, partitions: dict[str, manifest.Partition]) -> dict[str, Any]:
    days = list(between(kind, partitions, landing.newest(utc_now().date())))
    return {
        "partitions": len(partitions),
        "missing": [day for day in days if day not in partitions],
        "restated": sum(p.is_restated for p in partitions.values()),
        "rows": sum(p.rows_loaded for p in partitions.values()),
        "rows_quarantined": sum(p.rows_quarantined for p in partitions.values()),
        "newest": max(days, default=None),
    }


def _foreign_charges(settings: Settings) -> dict[str, int] | str:
    """Charges that no `_usd` table holds, by currency; only the warehouse knows them."""
    if not settings.warehouse.exists():
        return {}
    try:
        with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
            found = connection.execute(
                "select currency, count(*) from marts.fct_charges where is_ai and currency != 'USD' group by currency"
            )
            return dict(found.fetchall())
    except duckdb.IOException:
        return "unknown while a build holds the warehouse"
    except duckdb.CatalogException:
        return {}


def _without_credentials(settings: Settings) -> dict[str, str]:
    from orchestration.connectors import connectors

    return {name: c.credential for name, c in connectors(settings).items() if not c.is_configured}


def print_status(out: Console, found: dict[str, Any]) -> None:
    """The same as a table and some lines."""
    table = Table(title=f"Home {found['home']}", title_justify="left")
    table.add_column("stream")
    for name in ("partitions", "missing", "restated", "rows", "quarantined", "newest"):
        table.add_column(name, justify="right")
    for key, stream in found["streams"].items():
        table.add_row(
            key,
            f"{stream['partitions']:,}",
            f"{len(stream['missing']):,}",
            f"{stream['restated']:,}",
            f"{stream['rows']:,}",
            f"{stream['rows_quarantined']:,}",
            stream["newest"] or "-",
        )
    out.print(table)
    for key in found["unknown_folders"]:
        say(out, "yellow", f"landing/{key}", "belongs to no known stream; its files are quarantined")
    last = found["last_build"]
    if last is None:
        out.print("No build yet: run `assay build`.")
    else:
        out.print(f"Last build: {last['status'].lower()}, {_seconds(last)} ({last['run_id'][:8]})")
    out.print(f"Published: {found['published_version'] or 'nothing yet'}")
    for check in found["failing_checks"]:
        colour, word = ("red", "blocks") if check["is_blocking"] else ("yellow", "warns")
        say(out, colour, f"  {word}", f"{check['asset']} {check['check']}: {check['message']}")
    if found["charges_not_in_usd"]:
        out.print(f"AI charges in other currencies, outside every _usd table: {found['charges_not_in_usd']}")
    for source, credential in found["sources_without_credentials"].items():
        say(out, "dim", f"{source}:", f"not fetched by itself; set {credential}, or drop its exports into landing/")


def _seconds(last: dict[str, Any]) -> str:
    if not (last["started_at"] and last["ended_at"]):
        return "never ended"
    return f"{last['started_at']:%Y-%m-%d %H:%M} UTC, {(last['ended_at'] - last['started_at']).total_seconds():.0f} s"
