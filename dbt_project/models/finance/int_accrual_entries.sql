{{ config(materialized='table') }}
-- What of accruals stands in which month's books. Of an open month, what is not billed of it. Of a closed one, what was
-- accrued when it was closed; as the bill comes, that is reversed in the next open month, and stays so once that is
-- closed too. Never more is reversed than was accrued.
with

booked as (

    select
        periods.issuer,
        costs.month,
        costs.billing_period as posted_period,
        costs.cost_center,
        costs.tool,
        costs.currency,
        costs.entry,
        costs.cost
    from {{ ref('int_closed_costs') }} as costs
    inner join {{ ref('int_closed_periods') }} as periods using (billing_period, rows_file)
    where costs.entry in ('accrual', 'reversal')

),

balances as (

    select
        issuer,
        month,
        cost_center,
        tool,
        currency,
        sum(cost) as cost,
        sum(cost) filter (where entry = 'accrual') as accrued_cost
    from booked
    group by issuer, month, cost_center, tool, currency

),

wanted as (

    select
        issuer,
        month,
        cost_center,
        tool,
        currency,
        sum(open_accrual_cost) as open_accrual_cost
    from {{ ref('mart_monthly_accruals') }}
    where basis = 'metered'
    group by issuer, month, cost_center, tool, currency

),

pending as (

    select
        issuer,
        month,
        cost_center,
        tool,
        currency,
        coalesce(periods.is_closed, false) as is_closed,
        case
            when periods.is_closed
                then
                    least(coalesce(balances.accrued_cost, 0), coalesce(wanted.open_accrual_cost, 0))
                    - coalesce(balances.cost, 0)
            else coalesce(wanted.open_accrual_cost, 0) - coalesce(balances.cost, 0)
        end as cost
    from wanted
    full join balances using (issuer, month, cost_center, tool, currency)
    left join {{ ref('int_closed_periods') }} as periods
        on issuer = periods.issuer and strftime(month, '%Y-%m') = periods.billing_period

)

select
    issuer,
    month,
    posted_period,
    cost_center,
    tool,
    currency,
    entry,
    true as is_period_closed,
    cost
from booked
union all
select
    pending.issuer,
    pending.month,
    case when pending.is_closed then strftime(next_periods.month, '%Y-%m') else strftime(pending.month, '%Y-%m') end
        as posted_period,
    pending.cost_center,
    pending.tool,
    pending.currency,
    case when pending.is_closed then 'reversal' else 'accrual' end as entry,
    false as is_period_closed,
    cast(pending.cost as decimal(38, 12)) as cost
from pending
left join {{ ref('int_next_periods') }} as next_periods
    on pending.issuer = next_periods.issuer and strftime(pending.month, '%Y-%m') = next_periods.billing_period
where pending.cost != 0
