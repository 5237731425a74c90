{{ config(alias='mart_cost_center_monthly_chargeback') }}
-- As if nothing had been told before; what has been told stands, by orchestration/publish/standing.py.
select
    month,
    published_cost_center as cost_center,
    published_tool as tool,
    currency,
    cast(sum(charged_cost) as decimal(38, 12)) as charged_cost,
    bool_and(is_period_closed) as is_period_closed,
    (select as_of.as_of_date from {{ ref('int_as_of') }} as as_of) as told_as_of
from {{ ref('int_published_chargebacks') }}
where published_tool is not null
group by month, published_cost_center, published_tool, currency
