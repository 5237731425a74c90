"""A page as HTML: a question, its drawing, where it comes from, what is withheld, and the same numbers as a table."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from orchestration import files
from orchestration.report import marks, values
from orchestration.report.declared import Figure, Headlines, Page
from orchestration.sql import identifier

#: What the queries may call: a month that runs is told as such, a page reaches thirteen months back, and a sum of which
#: a part is unknown is unknown.
MACROS = """
create temp macro so_far(name, is_complete) as name || if(is_complete, '', ' so far');
create temp macro is_over(day) as coalesce((select day < as_of_date from marts.about), true);
create temp macro month_of(month) as so_far(strftime(month, '%Y-%m'), is_over(last_day(month)));
create temp macro week_of(day) as
    so_far(date_trunc('week', day)::date::varchar, is_over(date_trunc('week', day)::date + 6));
create temp macro known_sum(amount) as case when count(amount) = count(*) then sum(amount) end;
create temp macro is_recent(day) as coalesce((select day > as_of_date - interval 13 month from marts.about), true);
"""
#: Columns in which `other` stands for what is too small to be shown alone.
_MERGED = ("team_id", "cost_center", "tool", "model", "service_name", "issuer")
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Answer:
    """A figure with what was found."""

    figure: Figure
    columns: Sequence[str] = ()
    kinds: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()
    left_out: int = 0
    notes: Sequence[str] = ()
    #: Vega-Lite, by the value of `figure.each`.
    drawings: dict[str, str] = field(default_factory=dict)
    #: What NULL is.
    unknown: str = values.UNKNOWN

    @property
    def is_number(self) -> list[bool]:
        return [values.is_number(kind) for kind in self.kinds]


def drawing_code(kept: Path) -> str:
    """Vega, Vega-Lite and what embeds them, as one script: 0.9 MB, put together once for a version of them."""
    import vl_convert

    script = kept.with_name(f"{kept.stem}-{vl_convert.__version__}{kept.suffix}")
    with suppress(OSError):  # none yet, or a home that is not this account's
        return script.read_text("utf-8")
    made = vl_convert.javascript_bundle()
    with suppress(OSError):
        files.write(script.parent, script.name, made.encode())
    return made


def render(page: Page, copy: Path, drawing: str) -> str:
    """The page of what the copy says now."""
    with duckdb.connect(str(copy), read_only=True) as connection:
        connection.execute(MACROS)
        version, as_of, is_simulated = connection.execute(
            "select version, as_of_date, is_simulated from marts.about"
        ).fetchall()[0]
        headlines = [line for one in page.headlines for line in _headlines(connection, one)]
        answers = [answer(connection, one) for one in page.figures]
    return filled(
        "page.html.jinja",
        (drawing, (_HERE / "start.js").read_text("utf-8")),
        page=page,
        version=version,
        as_of=as_of or values.UNKNOWN,
        is_simulated=is_simulated,
        headlines=headlines,
        answers=answers,
    )


def filled(template: str, scripts: Sequence[str], **told: Any) -> str:
    """A template of this folder as a page: in the look of all, and with these scripts, which are ours or Vega's."""
    import jinja2
    import markupsafe

    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"code": _code, "written": values.written}
    style = (_HERE / "style.css").read_text("utf-8")
    return environment.from_string((_HERE / template).read_text("utf-8")).render(
        style=markupsafe.Markup(style),  # noqa: S704
        scripts=[markupsafe.Markup(script) for script in scripts],  # noqa: S704
        allowed=" ".join(map(fingerprint, scripts)),
        **told,
    )


def answer(connection: duckdb.DuckDBPyConnection, figure: Figure) -> Answer:
    """What a copy says to a question; without rows, where it has none, or not even the table."""
    if figure.table not in tables(connection):
        return Answer(figure, notes=(f"This copy has no `{figure.table}`. It fills once {figure.needs}.",))
    found = connection.sql(figure.query)
    rows = found.limit(figure.most + 1).fetchall()
    if not rows:
        return Answer(figure, notes=(f"Nothing to show yet. It fills once {figure.needs}.",))
    left_out = 0
    if len(rows) > figure.most:
        left_out = len(found) - figure.most
        rows = rows[: figure.most]
    unknown, notes = _withheld(connection, figure.table)
    drawings: dict[str, str] = {}
    if figure.mark is not None:
        shown = [dict(zip(found.columns, map(values.plain, row), strict=True)) for row in rows]
        drawings = _drawings(figure, figure.mark, shown)
        if not drawings:
            notes = [f"Nothing is drawn: {_reason(figure, shown, unknown)}.", *notes]
    return Answer(figure, found.columns, [str(kind) for kind in found.types], rows, left_out, notes, drawings, unknown)


def _reason(figure: Figure, rows: Sequence[dict[str, Any]], unknown: str) -> str:
    """Why there is a table and no drawing."""
    assert figure.mark is not None
    if any(row[measure] is not None for row in rows for measure in figure.mark.measures):
        return "all of it is 0"
    return f"it is known once {figure.needs}" if unknown == values.UNKNOWN else f"it is {unknown}"


def _drawings(figure: Figure, mark: marks.Mark, rows: Sequence[dict[str, Any]]) -> dict[str, str]:
    """Specifications as text that can stand in HTML, by the value of `each`; none of what is all unknown, or 0."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(str(row[figure.each] or values.UNKNOWN) if figure.each else "", []).append(row)
    return {
        name: json.dumps(marks.specification(mark.draw(group, rows)), ensure_ascii=False).replace("<", "\\u003c")
        for name, group in groups.items()
        if any(row[measure] for row in group for measure in mark.measures)
    }


def _headlines(connection: duckdb.DuckDBPyConnection, asked: Headlines) -> list[tuple[str, str, str]]:
    """Each label with its number, and of when it is; nothing where the copy has none."""
    if asked.table not in tables(connection):
        return []
    found = connection.sql(asked.query)
    unknown, _ = _withheld(connection, asked.table)
    kinds = [str(kind) for kind in found.types]
    rows = [
        [values.written(value, kind, unknown) for value, kind in zip(row, kinds, strict=True)]
        for row in found.fetchall()
    ]
    return [(label, number, row[-1]) for row in rows for label, number in zip(asked.labels, row[:-1], strict=True)]


def tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """What a copy holds."""
    found = connection.execute("select table_name from information_schema.tables where table_schema = 'marts'")
    return {row[0] for row in found.fetchall()}


def _withheld(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[str, list[str]]:
    """What NULL means in a table, and how much of it is shown together, held back or not at all, as it says itself."""
    columns = connection.sql(f"from marts.{identifier(table)}").columns
    merged = [identifier(column) for column in _MERGED if column in columns]
    count, total, held, since = connection.sql(
        f"select count(*) filter (list_contains([{', '.join(merged)}], 'other')), count(*),"
        f" {'sum(withheld_count)' if 'withheld_count' in columns else 'null'},"
        f" {'min(told_as_of)' if 'told_as_of' in columns else 'null'}"
        f" from marts.{identifier(table)}"
    ).fetchall()[0]
    notes = []
    if count:
        notes.append(
            f"In {count:,} of its {total:,} rows, groups too small to be shown alone stand together as `other`."
        )
    if held:
        notes.append(f"{held:,} of its numbers are withheld, for few people are behind them.")
    notes += _reach(connection, table)
    if since:
        notes.append(f"What few people changed since is held back; its oldest row stands as of {since}.")
    return (values.NOT_TOLD if held or count else values.UNKNOWN), notes


def _reach(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """How much of its newest month a table tells by itself, as the copy says."""
    if "about_withheld" not in tables(connection):
        return []
    found = connection.execute(
        "select number, month, own_share, own_people_share, told_share from marts.about_withheld where table_name = ?",
        [table],
    ).fetchall()
    return [
        f"Of {month:%Y-%m} at least {own:.0%} of `{number}`, and of the people behind it {people:.0%}, stand in rows of"
        f" their own; with `other` {told:.0%}."
        for number, month, own, people, told in found
    ]


def fingerprint(script: str) -> str:
    """A script as the page's own policy names it: nothing else runs, and nothing is fetched."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _code(text: str) -> Any:
    """Names between backticks as code, the rest as text."""
    import markupsafe

    return markupsafe.Markup(re.sub(r"`([^`]*)`", r"<code>\1</code>", str(markupsafe.escape(text))))  # noqa: S704
