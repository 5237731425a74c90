{{ config(alias='mart_monthly_spend') }}

select
    month,
    issuer,
    service_name,
    model,
    is_ai,
    currency,
    cost_basis,
    billed_cost
from {{ ref('analyst_monthly_spend') }}
