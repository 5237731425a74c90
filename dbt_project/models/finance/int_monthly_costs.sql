{{ config(materialized='table') }}

select
    bill,
    issuer,
    billing_period,
    month,
    cost_center,
    tool,
    currency,
    is_by_token,
    cast(sum(allocated_cost) as decimal(38, 12)) as allocated_cost
from {{ ref('int_person_monthly_costs') }}
group by all
