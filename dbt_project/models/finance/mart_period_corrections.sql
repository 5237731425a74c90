{{ config(materialized='table') }}
-- What a closed month would be now, less what it was closed at. Once the period that a correction is posted in is
-- closed too, it stands with that period's rows; what comes later is a correction in the next.
with

booked as (

    select
        periods.issuer,
        costs.month,
        costs.cost_center,
        costs.tool,
        costs.currency,
        costs.billing_period as posted_period,
        costs.cost
    from {{ ref('int_closed_costs') }} as costs
    inner join {{ ref('int_closed_periods') }} as periods using (billing_period, rows_file)
    where costs.entry = 'correction'

),

booked_in_all as (

    select
        issuer,
        month,
        cost_center,
        tool,
        currency,
        sum(cost) as cost
    from booked
    group by issuer, month, cost_center, tool, currency

),

-- also where nothing is charged any more, and a correction was booked of it
pending as (

    select
        coalesce(computed.issuer, booked_in_all.issuer) as issuer,
        coalesce(computed.month, booked_in_all.month) as month,
        coalesce(computed.cost_center, booked_in_all.cost_center) as cost_center,
        coalesce(computed.tool, booked_in_all.tool) as tool,
        coalesce(computed.currency, booked_in_all.currency) as currency,
        coalesce(computed.computed_cost - computed.charged_cost, 0) - coalesce(booked_in_all.cost, 0) as cost
    from {{ ref('int_issuer_chargebacks') }} as computed
    full join booked_in_all
        on
            computed.issuer = booked_in_all.issuer
            and computed.month = booked_in_all.month
            and computed.cost_center = booked_in_all.cost_center
            and computed.tool = booked_in_all.tool
            and computed.currency = booked_in_all.currency
    where coalesce(computed.computed_cost - computed.charged_cost, 0) != coalesce(booked_in_all.cost, 0)

),

corrections as (

    select
        *,
        true as is_period_closed
    from booked
    union all by name
    select
        pending.*,
        strftime(next_periods.month, '%Y-%m') as posted_period,
        false as is_period_closed
    from pending
    inner join {{ ref('int_next_periods') }} as next_periods
        on pending.issuer = next_periods.issuer and strftime(pending.month, '%Y-%m') = next_periods.billing_period

)

select
    issuer,
    month,
    posted_period,
    cost_center,
    tool,
    currency,
    cast(sum(cost) as decimal(38, 12)) as correction_cost,
    bool_and(is_period_closed) as is_period_closed
from corrections
group by issuer, month, posted_period, cost_center, tool, currency
