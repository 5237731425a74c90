{{ config(alias='mart_cost_center_monthly_chargeback') }}

select
    month,
    published_cost_center as cost_center,
    tool,
    currency,
    cast(sum(charged_cost) as decimal(38, 12)) as charged_cost,
    bool_and(is_period_closed) as is_period_closed
from {{ ref('int_published_chargebacks') }}
where is_other is not null
group by month, published_cost_center, tool, currency
