{{ config(materialized='table') }}

select
    month,
    cost_center,
    tool,
    currency,
    cast(sum(charged_cost) as decimal(38, 12)) as charged_cost,
    bool_and(is_closed) as is_period_closed,
    max(people_count) as people_count,
    cast(sum(largest_person_cost) as decimal(38, 12)) as largest_person_cost
from {{ ref('int_issuer_chargebacks') }}
where is_charged
group by month, cost_center, tool, currency
