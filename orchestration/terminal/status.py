"""The state of a home: what is loaded, what is missing, how the last build went, what is published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeVar

import duckdb
from rich.console import Console
from rich.table import Table

from orchestration import home as homes
from orchestration import publish, serving
from orchestration.clock import utc_now
from orchestration.loading import landing, record
from orchestration.loading.loader import refused_rows
from orchestration.periods import between
from orchestration.runs import running
from orchestration.settings import Settings
from orchestration.sources import streams
from orchestration.terminal.books import books, print_books
from orchestration.terminal.console import say
from orchestration.warehouse import damage

if TYPE_CHECKING:
    from orchestration.connectors.contract import Connector

Told = TypeVar("Told")
REASONS_SHOWN = 5
FOLDERS_NAMED = 3

#: What a home can lack: its name, and what it would add.
_ADDS = {
    "people": ("no directory:", "cost and adoption by team need"),
    "usage": ("no usage:", "who uses AI, and whose cost is whose, needs"),
    "bills": ("no bill:", "what AI costs needs"),
    "outcomes": ("no pull requests:", "what a merged pull request costs needs"),
}


def missing(settings: Settings) -> list[tuple[str, str]]:
    """Of the kinds of data that make the whole picture those of which nothing has landed: the word, and what to do."""
    held = record.read_partitions(settings.raw) if settings.raw.exists() else {}
    lines = []
    for brings, (word, adds) in _ADDS.items():
        bringing = [stream for stream in streams().values() if stream.brings == brings]
        if any(part.rows_loaded for stream in bringing for part in held.get(stream.key, {}).values()):
            continue
        folders = [f"landing/{s.key}/{'YYYY-MM' if s.partition == 'month' else 'YYYY-MM-DD'}/" for s in bringing]
        if brings == "people":
            folders[0] += f" (CSV: {', '.join(column.name for column in bringing[0].columns)})"
        more = ", or other streams of `assay fetch --list`" if folders[FOLDERS_NAMED:] else ""
        remedy = f"{adds} files in {' or '.join(folders[:FOLDERS_NAMED])}{more}"
        fetched = sorted({f"`assay fetch {s.source}`" for s in bringing if s.source in _connectors(settings)})
        lines.append((word, f"{remedy}{', or ' if fetched else ''}{' or '.join(fetched[:FOLDERS_NAMED])}"))
    return lines


def status(settings: Settings) -> dict[str, Any]:
    """Everything `assay status` tells, as plain values."""
    held = record.read_partitions(settings.raw) if settings.raw.exists() else {}
    last = running.last_run(settings, "build") if settings.dagster_home.exists() else None
    unknown = sorted(held.keys() - streams().keys())
    return {
        "home": str(settings.home),
        "nothing_landed": homes.nothing_landed(settings),
        "streams": {key: _stream_status(streams()[key].partition, held.get(key, {})) for key in sorted(streams())},
        "refused": refused_rows(settings.raw),
        "unknown_folders": unknown,
        "last_build": None
        if last is None
        else {"run_id": last.run_id, "status": last.status, "started_at": last.started_at, "ended_at": last.ended_at},
        "published_version": publish.current_version(settings),
        "postgres_problem": serving.problem(settings) if settings.postgres_dsn else None,
        "failing_checks": [asdict(check) for check in (last.failed_checks if last else ())],
        "charges_not_in_usd": _of_the_warehouse(settings, _foreign_charges),
        "books": _of_the_warehouse(settings, books),
        "sources_without_credentials": _without_credentials(settings),
    }


def _stream_status(kind: str, partitions: dict[str, record.Partition]) -> dict[str, Any]:
    days = list(between(kind, partitions, landing.newest(utc_now().date())))
    return {
        "partitions": len(partitions),
        "missing": [day for day in days if day not in partitions],
        "restated": sum(p.is_restated for p in partitions.values()),
        "rows": sum(p.rows_loaded for p in partitions.values()),
        "rows_quarantined": sum(p.rows_quarantined for p in partitions.values()),
        "newest": max(days, default=None),
    }


def _foreign_charges(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Charges that no `_usd` table holds, by currency."""
    found = connection.execute(
        "select currency, count(*) from marts.fct_charges where is_ai and currency != 'USD' group by currency"
    )
    return dict(found.fetchall())


def _of_the_warehouse(
    settings: Settings, ask: Callable[[duckdb.DuckDBPyConnection], Told]
) -> Told | dict[str, Any] | str:
    """What only the warehouse knows."""
    if not settings.warehouse.exists():
        return {}
    try:
        with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
            return ask(connection)
    except duckdb.CatalogException:
        return {}
    except duckdb.Error as error:
        if damage.is_held(str(error)):
            return "unknown while a build holds the warehouse"
        return f"unknown: {damage.of_the_warehouse(settings)}"


def _without_credentials(settings: Settings) -> dict[str, str]:
    return {name: c.credential for name, c in _connectors(settings).items() if not c.is_configured}


def _connectors(settings: Settings) -> dict[str, Connector]:
    from orchestration.fetching import connectors

    return connectors(settings)


def print_status(out: Console, found: dict[str, Any]) -> None:
    """The same as a table and some lines."""
    if found["nothing_landed"]:
        out.print(f"{found['nothing_landed'][0].upper()}{found['nothing_landed'][1:]}", soft_wrap=True)
        return
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
    for key, reasons in found["refused"].items():
        for reason in list(reasons)[:REASONS_SHOWN]:
            say(out, "yellow", key, f"refused {reasons[reason]:,} x {reason}")
        if len(reasons) > REASONS_SHOWN:
            say(out, "yellow", key, f"and {len(reasons) - REASONS_SHOWN} reasons more, in `assay status --json`")
    for key in found["unknown_folders"]:
        say(out, "yellow", f"landing/{key}", "belongs to no known stream; its files are quarantined")
    last = found["last_build"]
    if last is None:
        out.print("No build yet: run `assay build`.")
    else:
        out.print(f"Last build: {last['status'].lower()}, {_seconds(last)} ({last['run_id'][:8]})")
    out.print(f"Published: {found['published_version'] or 'nothing yet'}")
    if found["postgres_problem"]:
        say(out, "yellow", "  database", f"{found['postgres_problem']}; `assay publish --to postgres` loads it")
    for check in found["failing_checks"]:
        colour, word = ("red", "blocks") if check["is_blocking"] else ("yellow", "warns")
        say(out, colour, f"  {word}", f"{check['asset']} {check['check']}: {check['message']}")
    if found["charges_not_in_usd"]:
        out.print(f"AI charges in other currencies, outside every _usd table: {found['charges_not_in_usd']}")
    if isinstance(found["books"], dict):
        print_books(out, found["books"])
    for source, credential in found["sources_without_credentials"].items():
        say(out, "dim", f"{source}:", f"not fetched by itself; set {credential}, or drop its exports into landing/")


def _seconds(last: dict[str, Any]) -> str:
    if not (last["started_at"] and last["ended_at"]):
        return "never ended"
    return f"{last['started_at']:%Y-%m-%d %H:%M} UTC, {(last['ended_at'] - last['started_at']).total_seconds():.0f} s"
