{{ config(materialized='table', content_by='month') }}
-- What each issuer's month is charged back as: of a closed one what was closed, else what is computed now.
with

computed as (

    select
        issuer,
        month,
        cost_center,
        tool,
        currency,
        sum(allocated_cost) as allocated_cost
    from {{ ref('int_monthly_costs') }}
    group by issuer, month, cost_center, tool, currency

),

closed as (

    select
        periods.issuer,
        costs.month,
        costs.cost_center,
        costs.tool,
        costs.currency,
        sum(costs.cost) as closed_cost
    from {{ ref('int_closed_costs') }} as costs
    inner join {{ ref('int_closed_periods') }} as periods using (billing_period, rows_file)
    where costs.entry = 'charge'
    group by periods.issuer, costs.month, costs.cost_center, costs.tool, costs.currency

)

select
    coalesce(computed.issuer, closed.issuer) as issuer,
    coalesce(computed.month, closed.month) as month,
    coalesce(computed.cost_center, closed.cost_center) as cost_center,
    coalesce(computed.tool, closed.tool) as tool,
    coalesce(computed.currency, closed.currency) as currency,
    coalesce(periods.is_closed, false) as is_closed,
    cast(coalesce(computed.allocated_cost, 0) as decimal(38, 12)) as computed_cost,
    cast(
        case when periods.is_closed then coalesce(closed.closed_cost, 0) else computed.allocated_cost end
        as decimal(38, 12)
    ) as charged_cost,
    computed.cost_center is not null as is_computed,
    (periods.is_closed and closed.cost_center is null) is not true as is_charged
from computed
full join closed
    on
        computed.issuer = closed.issuer
        and computed.month = closed.month
        and computed.cost_center = closed.cost_center
        and computed.tool = closed.tool
        and computed.currency = closed.currency
left join {{ ref('int_closed_periods') }} as periods
    on
        coalesce(computed.issuer, closed.issuer) = periods.issuer
        and strftime(coalesce(computed.month, closed.month), '%Y-%m') = periods.billing_period
