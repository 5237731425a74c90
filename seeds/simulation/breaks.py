"""What is wrong with the bills: a few differences of every reason that reconciliation knows, each in the truth.

A row of the truth says which invoice, which reason of `mart_invoice_reconciliation`, and the difference that is to be
found, in dollars where nothing else is said. What needs a second month is planted only where there is one.
"""

from __future__ import annotations

from datetime import date

from duckdb import DuckDBPyConnection

from orchestration.sql import literal

ANTHROPIC, OPENAI, AWS = "Anthropic", "OpenAI", "Amazon Web Services, Inc."
#: They sell nothing else, so that their invoices show one thing alone.
RESELLER, PREPAID_RESELLER, EURO_RESELLER = (
    "Simulated Model Reseller",
    "Prepaid Model Reseller",
    "Euro Model Reseller",
)
_DOLLAR = 1_000_000_000

Truth = tuple[str, ...]


def money(nano: str) -> str:
    """SQL: whole nano-dollars as decimal text."""
    return (
        f"case when {nano} < 0 then '-' else '' end || abs({nano}) // 1000000000 || '.'"
        f" || lpad((abs({nano}) % 1000000000)::varchar, 9, '0')"
    )


def invoice_id(issuer: str, period: str) -> str:
    """SQL: 'ANTHROPIC-2026-03'."""
    return f"upper(left(replace({issuer}, ' ', ''), 9)) || '-' || strftime({period}, '%Y-%m')"


def in_charges(connection: DuckDBPyConnection, periods: list[date]) -> list[Truth]:
    """Charges that usage does not bear out, on invoices that ask for them; before tax and discount are charged."""
    truth: list[Truth] = []
    first = periods[0]
    shared = (
        f"from charges where issuer = {literal(ANTHROPIC)} and period = {_day(first)}"
        " and principal = '' and credential = ''"
    )
    ranked = connection.execute(
        f"select starts, sku, nano, consumed::bigint {shared} order by nano desc, starts, sku limit 4 offset 1"
    ).fetchall()

    def update(row: int, change: str) -> None:
        starts, sku, _, _ = ranked[row]
        connection.execute(
            f"update charges set {change} where (issuer, period, starts, sku, principal, credential)"
            f" = ({literal(ANTHROPIC)}, {_day(first)}, {_day(starts)}, {literal(sku)}, '', '')"
        )

    if len(ranked) > 1:
        starts, sku, nano, _ = ranked[1]
        more = nano // 4
        update(1, f"nano = nano + {more}")
        truth.append(
            _row(connection, ANTHROPIC, first, "price", more, f"more for {sku} on {starts} than its list price")
        )
    if len(ranked) > 2:
        starts, sku, nano, tokens = ranked[2]
        more = tokens // 2
        cost = more * (nano // tokens)
        millions, rest = divmod(tokens + more, 1_000_000)
        update(
            2,
            f"nano = nano + {cost}, list_nano = list_nano + {cost}, consumed = {literal(tokens + more)},"
            f" pricing = {literal(f'{millions}.{rest:06}')}",
        )
        note = f"for {more} tokens of {sku} on {starts} that nobody used"
        truth.append(_row(connection, ANTHROPIC, first, "quantity", cost, note))
    if ranked:
        connection.execute(f"""
            insert into charges select * replace (
                'claude-opus-4-1-output' as sku, 'claude-opus-4-1 output tokens' as description,
                75000000000 as nano, 75000000000 as list_nano, '75.000' as unit_price,
                '1000000' as consumed, '1.000000' as pricing, '{{"x_ModelId":"claude-opus-4-1"}}' as details
            )
            {shared} and starts = {_day(ranked[0][0])} and sku = {literal(ranked[0][1])}
        """)
        note = "for a million tokens of claude-opus-4-1, which nobody used"
        truth.append(_row(connection, ANTHROPIC, first, "missing_usage", 75 * _DOLLAR, note))
    if ranked and len(periods) > 1:
        starts, sku, nano, _ = ranked[0]
        update(0, f"period = {_day(periods[1])}, class = 'Correction'")
        note = f"of {sku} on {starts} are billed a month late"
        truth.append(_row(connection, ANTHROPIC, periods[1], "timing", nano, note, "late_charge"))
        truth.append(_row(connection, ANTHROPIC, first, "timing", -nano, note, "late_charge"))
    connection.execute(f"""
        insert into charges
        select {literal(EURO_RESELLER)}, period, period, period + interval 1 month, 'Usage', '', 'Support', 'Recurring',
            {80 * _DOLLAR}, {80 * _DOLLAR}, '', '', '', '', '', 'Support', '', 'Other', 'support', '', '', ''
        from (select {_day(first)} as period)
    """)
    return truth


def in_invoices(connection: DuckDBPyConnection, periods: list[date]) -> list[Truth]:
    """Invoices that ask for something else than what was charged."""
    first = periods[0]
    truth = [_charge_twice(connection, first)]

    def has(issuer: str, period: date, category: str) -> bool:
        found = connection.execute(
            f"select count(*) from lines where issuer = {literal(issuer)} and period = {_day(period)}"
            f" and category = {literal(category)}"
        ).fetchall()
        return bool(found[0][0])

    def ask(issuer: str, period: date, category: str, nano: int, reason: str, note: str, kind: str = "") -> None:
        """Ask for more, on the line that is there, or on one of its own."""
        where = f"issuer = {literal(issuer)} and period = {_day(period)} and category = {literal(category)}"
        if has(issuer, period, category):
            connection.execute(f"update lines set nano = nano + {nano} where {where}")
        else:
            connection.execute(
                f"insert into lines values ({literal(issuer)}, {_day(period)}, '', {literal(category)}, 'USD', {nano})"
            )
        truth.append(_row(connection, issuer, period, reason, nano, note, kind))

    ask(AWS, first, "Tax", 15 * _DOLLAR, "tax", "of tax more on the invoice than on the charges")
    ask(AWS, first, "Credit", -25 * _DOLLAR, "credit", "of credit on the invoice that is not on the charges")
    if has(AWS, first, "Purchase"):
        ask(AWS, first, "Purchase", 40 * _DOLLAR, "seat", "for two seats more than are charged")
    prepaid = "for a commitment on an invoice without charges"
    ask(PREPAID_RESELLER, first, "Purchase", 600 * _DOLLAR, "commitment", prepaid)
    none = "on an invoice without charges"
    ask(RESELLER, first, "Usage", 1250 * _DOLLAR, "missing_usage", none, "invoice_without_charges")
    if has(OPENAI, first, "Adjustment"):
        cent = "more on the invoice than on the charges"
        ask(OPENAI, first, "Adjustment", _DOLLAR // 100, "rounding", cent, "rounding_difference")
    if has(OPENAI, first, "Usage"):
        truth.append(_invoice_again(connection, first))
    connection.execute(
        f"update lines set currency = 'EUR', nano = {74 * _DOLLAR}"
        f" where issuer = {literal(EURO_RESELLER)} and category = 'Usage'"
    )
    connection.execute(f"delete from lines where issuer = {literal(EURO_RESELLER)} and category != 'Usage'")
    truth.append(_row(connection, EURO_RESELLER, first, "fx", 74 * _DOLLAR, "are euros, and charged in dollars"))
    if len(periods) > 1:
        unknown = "for use on the invoice, which nothing explains"
        ask(AWS, periods[1], "Usage", 37_110_000_000, "unexplained", unknown)
        truth += _leave_out(connection, OPENAI, periods[1])
    return truth


def _charge_twice(connection: DuckDBPyConnection, period: date) -> Truth:
    largest = (
        f"select * from charges where issuer = {literal(ANTHROPIC)} and period = {_day(period)}"
        " order by nano desc, starts, sku limit 1"
    )
    nano, description = connection.execute(f"select nano, description from ({largest})").fetchall()[0]
    connection.execute(f"insert into charges {largest}")
    note = f"of {description} are on the charges twice"
    return _row(connection, ANTHROPIC, period, "duplicate", -nano, note, "duplicated_charge")


def _invoice_again(connection: DuckDBPyConnection, period: date) -> Truth:
    same = f"from lines where issuer = {literal(OPENAI)} and period = {_day(period)} and suffix = ''"
    nano = connection.execute(f"select sum(nano)::bigint {same}").fetchall()[0][0]
    connection.execute(f"insert into lines select * replace ('-R' as suffix) {same}")
    note = "are invoiced again under another number"
    return _row(connection, OPENAI, period, "duplicate", nano, note, "duplicated_invoice", "-R")


def _leave_out(connection: DuckDBPyConnection, issuer: str, period: date) -> list[Truth]:
    gone = f"from lines where issuer = {literal(issuer)} and period = {_day(period)}"
    nano = connection.execute(f"select sum(nano)::bigint {gone}").fetchall()[0][0]
    if nano is None:
        return []
    connection.execute(f"delete {gone}")
    return [_row(connection, issuer, period, "missing_invoice", -nano, "are charged and on no invoice")]


def _day(day: date) -> str:
    return f"date {literal(day)}"


def _row(
    connection: DuckDBPyConnection,
    issuer: str,
    period: date,
    reason: str,
    nano: int,
    note: str,
    kind: str = "",
    suffix: str = "",
) -> Truth:
    invoice, last_day, size, difference = connection.execute(
        f"select {invoice_id(literal(issuer), _day(period))} || {literal(suffix)}, last_day({_day(period)})::varchar,"
        f" {money(str(abs(nano)))}, {money(f'({nano})')}"
    ).fetchall()[0]
    what = f"{size} {'EUR' if reason == 'fx' else 'USD'} {note}"
    return ("invoice", invoice, kind or reason, "planted_difference", str(period), last_day, what, reason, difference)
