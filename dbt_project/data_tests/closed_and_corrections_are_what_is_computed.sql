with

sides as (

    select
        month,
        cost_center,
        tool,
        currency,
        charged_cost as reported,
        0 as computed
    from {{ ref('mart_cost_center_monthly_chargeback') }}
    union all
    select
        month,
        cost_center,
        tool,
        currency,
        correction_cost as reported,
        0 as computed
    from {{ ref('mart_period_corrections') }}
    union all
    select
        month,
        cost_center,
        tool,
        currency,
        0 as reported,
        allocated_cost as computed
    from {{ ref('int_monthly_costs') }}

)

select
    month,
    cost_center,
    tool,
    currency,
    sum(reported) as reported,
    sum(computed) as computed
from sides
group by month, cost_center, tool, currency
having sum(reported) is distinct from sum(computed)
