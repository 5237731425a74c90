with

sides as (

    select
        issuer,
        month,
        cost_center,
        tool,
        currency,
        cost as told,
        0 as computed,
        case when entry = 'correction' and known_at is null then cost else 0 end as unbooked,
        0 as posted
    from {{ ref('mart_chargeback_history') }}
    union all
    select
        issuer,
        month,
        cost_center,
        tool,
        currency,
        0 as told,
        allocated_cost as computed,
        0 as unbooked,
        0 as posted
    from {{ ref('int_monthly_costs') }}
    union all
    select
        issuer,
        month,
        cost_center,
        tool,
        currency,
        0 as told,
        0 as computed,
        0 as unbooked,
        correction_cost as posted
    from {{ ref('mart_period_corrections') }}
    where not is_period_closed and strftime(month, '%Y-%m') in (
        select periods.billing_period from {{ ref('int_closed_periods') }} as periods
        where periods.is_closed and periods.issuer = mart_period_corrections.issuer
    )

)

select
    issuer,
    month,
    cost_center,
    tool,
    currency,
    sum(told) as told,
    sum(computed) as computed,
    sum(unbooked) as unbooked,
    sum(posted) as posted
from sides
group by issuer, month, cost_center, tool, currency
having sum(told) is distinct from sum(computed) or sum(unbooked) is distinct from sum(posted)
