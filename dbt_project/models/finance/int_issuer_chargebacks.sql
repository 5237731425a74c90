{{ config(materialized='table') }}
-- What each issuer's month is charged back as: of a closed one what was closed, else what is computed now.
with

computed as (

    select
        issuer,
        month,
        cost_center,
        tool,
        currency,
        sum(allocated_cost) as allocated_cost,
        max(people_count) as people_count,
        sum(largest_person_cost) as largest_person_cost
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
    where not costs.is_correction
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
    -- who was behind what nobody has any more is not known: as good as one person's
    cast(coalesce(computed.people_count, 1) as bigint) as people_count,
    cast(coalesce(computed.largest_person_cost, abs(closed.closed_cost)) as decimal(38, 12)) as largest_person_cost,
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
