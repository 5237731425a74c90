"""Files for other systems out of the warehouse: a month's journal, its chargeback as of a moment, charges in FOCUS."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration import files, periods
from orchestration.settings import Settings
from orchestration.sql import literal
from orchestration.warehouse import building

VERSIONS = ("1.4", "1.2")

#: Each cast by itself: of decimals with 38 digits, a CASE keeps the fewest behind the point.
_ROUNDED = "case digits {} end".format(
    " ".join(f"when {digits} then cast(round(cost, {digits}) as decimal(38, 3))" for digits in (0, 2, 3))
)
#: A cost centre is debited what it is charged back, what is accrued until the bill comes, and what corrects earlier
#: months or reverses what was accrued in them; the issuer is credited the whole. Each is rounded to what the currency
#: has, and what that leaves is a line of its own, so that both sides tie.
_JOURNAL = f"""
    with
    amounts as (
        select issuer, cost_center, tool, currency, charged_cost as cost, 'charged back' as kind
        from intermediate.int_issuer_chargebacks where month = $month
        union all
        select issuer, cost_center, tool, currency, correction_cost, 'correction of ' || strftime(month, '%Y-%m')
        from marts.mart_period_corrections where posted_period = strftime(cast($month as date), '%Y-%m')
        union all
        select issuer, cost_center, tool, currency, cost,
            case entry when 'accrual' then 'accrued' else 'reversal of ' || strftime(month, '%Y-%m') end
        from intermediate.int_accrual_entries where posted_period = strftime(cast($month as date), '%Y-%m')
    ),
    digits as (
        select currency, case subunit when 1 then 0 when 0.001 then 3 else 2 end as digits
        from reference.reconciliation_tolerances
    ),
    summed as (
        select amounts.*, coalesce(digits.digits, 2) as digits
        from (select * exclude (cost), sum(cost) as cost from amounts group by all) as amounts
        left join digits using (currency)
    ),
    debits as (
        select issuer, cost_center, tool, currency, kind, digits, {_ROUNDED} as amount from summed
    ),
    credits as (
        select issuer, currency, digits, {_ROUNDED} as amount
        from (select issuer, currency, digits, sum(cost) as cost from summed group by all)
    ),
    lines as (
        select
            1 as side,
            debits.issuer,
            debits.cost_center,
            coalesce(own.account, other.account) as account,
            debits.currency,
            debits.amount,
            concat_ws(' ', debits.issuer, debits.tool, debits.kind) as description
        from debits
        left join reference.ledger_accounts as own on own.entry = 'expense' and debits.tool = own.tool
        left join reference.ledger_accounts as other on other.entry = 'expense' and other.tool is null
        union all
        select 2, credits.issuer, null, account, credits.currency, credits.amount - coalesce(sum(debits.amount), 0),
            concat_ws(' ', credits.issuer, 'rounding')
        from credits
        left join debits using (issuer, currency)
        cross join (select account from reference.ledger_accounts where entry = 'rounding')
        group by credits.issuer, account, credits.currency, credits.amount
        union all
        select 3, issuer, null, account, currency, -amount, concat_ws(' ', issuer, 'owed')
        from credits
        cross join (select account from reference.ledger_accounts where entry = 'payable')
    )
    select
        strftime(last_day(cast($month as date)), '%Y-%m-%d') as posting_date,
        strftime(cast($month as date), '%Y-%m') as period,
        account,
        cost_center,
        description,
        currency,
        case when amount > 0 then amount end as debit,
        case when amount < 0 then -amount end as credit
    from lines
    where amount != 0
    order by currency, issuer, side, cost_center, account, description
"""

#: As it was reported by a moment, what was booked since, what is on no books yet, and what it is now: the first three
#: are the fourth. An issuer whose month was not closed then had reported nothing.
_CHARGEBACK = """
    select
        strftime(month, '%Y-%m') as period,
        issuer,
        cost_center,
        tool,
        currency,
        coalesce(sum(cost) filter (where known_at <= $known_by), 0) as reported_cost,
        coalesce(sum(cost) filter (where known_at > $known_by), 0) as booked_since_cost,
        coalesce(sum(cost) filter (where known_at is null), 0) as not_booked_cost,
        sum(cost) as known_now_cost
    from marts.mart_chargeback_history
    where month = $month and issuer in (
        select issuer from staging.stg_assay__closes
        where billing_period = strftime(cast($month as date), '%Y-%m') and decided_at <= $known_by
        group by issuer having max_by(decision, sequence) = 'close'
    )
    group by month, issuer, cost_center, tool, currency
    order by issuer, currency, cost_center, tool
"""


def _money(column: str) -> str:
    """A decimal without the zeros behind it, and with the point that validators want of whole numbers."""
    return f"regexp_replace(cast({column} as varchar), '(\\.\\d+?)0*$', '\\1')"


def _utc(day: str) -> str:
    return f"strftime({day}, '%Y-%m-%dT%H:%M:%SZ')"


#: What FOCUS calls it, and what it is here. A charge is on its invoice's only line of its kind.
#: What is of one version stands below: the provider's columns, and the line.
_FOCUS = f"""
    select
        {_money("billed_cost")} as "BilledCost",
        coalesce(billing_account_id, 'unknown') as "BillingAccountId",
        cast(null as varchar) as "BillingAccountName",
        'unknown' as "BillingAccountType",
        currency as "BillingCurrency",
        {_utc("cast(billing_period || '-01' as date) + interval 1 month")} as "BillingPeriodEnd",
        {_utc("cast(billing_period || '-01' as date)")} as "BillingPeriodStart",
        charge_category as "ChargeCategory",
        charge_class as "ChargeClass",
        charge_description as "ChargeDescription",
        case when charge_category = 'Usage' then 'Usage-Based' when is_seat then 'Recurring' else 'One-Time' end
            as "ChargeFrequency",
        {_utc("charge_date_end")} as "ChargePeriodEnd",
        {_utc("charge_date_start")} as "ChargePeriodStart",
        case when charge_category = 'Usage' then {_money("consumed_quantity")} end as "ConsumedQuantity",
        case when charge_category = 'Usage' then consumed_unit end as "ConsumedUnit",
        {_money("case when charge_category in ('Credit', 'Tax') then billed_cost else effective_cost end")}
            as "ContractedCost",
        {_money("effective_cost")} as "EffectiveCost",
        invoice_id as "InvoiceId",
        {_money("coalesce(list_cost, effective_cost)")} as "ListCost",
        case when charge_category in ('Usage', 'Purchase') then {_money("coalesce(pricing_quantity, 1)")} end
            as "PricingQuantity",
        case when charge_category in ('Usage', 'Purchase') then coalesce(pricing_unit, 'Units') end as "PricingUnit",
        {{of_version}},
        issuer as "InvoiceIssuerName",
        case when service_subcategory = 'Generative AI' then 'AI and Machine Learning' else 'Other' end
            as "ServiceCategory",
        coalesce(service_name, service_provider) as "ServiceName",
        case when service_subcategory = 'Generative AI' then service_subcategory else 'Other (Other)' end
            as "ServiceSubcategory",
        sku_id as "SkuId",
        charge_id as "x_ChargeId",
        model as "x_ModelId",
        token_kind as "x_TokenKind",
        is_ai as "x_IsAi"
    from intermediate.int_charges as charges
    left join (
        select issuer, invoice_id, charge_category, currency, min(invoice_detail_id) as invoice_detail_id
        from staging.stg_focus__invoice_details group by all having count(*) = 1
    ) as lines using (issuer, invoice_id, charge_category, currency)
    where cost_basis = 'billed'
    order by billing_period, issuer, charge_id
"""
_OF_VERSION = {
    "1.4": 'lines.invoice_detail_id as "InvoiceDetailId", service_provider as "ServiceProviderName",'
    ' cast(null as varchar) as "HostProviderName"',
    "1.2": 'service_provider as "ProviderName", service_provider as "PublisherName"',
}


class ExportError(Exception):
    """Why there is nothing to export, and what to do."""


def journal(settings: Settings, month: str, target: Path) -> int:
    """Write the journal of a month as CSV: account, cost centre, debit, credit; both sides tie in each currency.

    Returns:
        Its lines.

    Raises:
        ExportError: nothing is charged back for the month.
    """
    nothing = f"nothing is charged back for {month}; `assay status` names the periods there are"
    return _write(settings, _JOURNAL, {"month": periods.first_day("month", month)}, target, nothing)


def chargeback(settings: Settings, month: str, known_by: datetime, target: Path) -> int:
    """Write the chargeback of a closed month as CSV: as it was reported by a moment (UTC), and as it is known now.

    Returns:
        Its lines.

    Raises:
        ExportError: nobody's month was closed then.
    """
    nothing = (
        f"{month} was on nobody's books at {known_by:%Y-%m-%d %H:%M} UTC: what is reported before a close, or while a"
        " month is reopened, is not kept. marts.fct_billing_periods says when it was closed"
    )
    values = {"month": periods.first_day("month", month), "known_by": known_by}
    return _write(settings, _CHARGEBACK, values, target, nothing)


def focus(settings: Settings, version: str, target: Path) -> int:
    """Write every billed charge as FOCUS CostAndUsage of a version, CSV.

    Returns:
        Its rows.

    Raises:
        ExportError: no bill has landed.
    """
    sql = _FOCUS.format(of_version=_OF_VERSION[version])
    nothing = "nothing is billed yet; bills land in landing/focus/charges/<month>"
    return _write(settings, sql, {}, target, nothing)


def _write(settings: Settings, sql: str, values: Mapping[str, Any], target: Path, nothing: str) -> int:
    """The rows as a file; without any the file that is there, if one is, stays as it is."""
    if unfinished := building.unfinished(settings):
        raise ExportError(unfinished)
    with (
        duckdb.connect(str(settings.warehouse), read_only=True) as warehouse,
        tempfile.TemporaryDirectory() as folder,
    ):
        file = Path(folder) / "rows.csv"
        warehouse.execute("create or replace temp table exported as " + sql, values)
        lines = int(warehouse.execute("select count(*) from exported").fetchall()[0][0])
        if not lines:
            raise ExportError(nothing)
        warehouse.execute(f"copy exported to {literal(file)} (format csv, header)")
        files.write(target.parent, target.name, file.read_bytes())
        return lines
