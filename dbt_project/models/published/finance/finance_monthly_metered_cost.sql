{{ config(alias='mart_monthly_metered_cost') }}
-- As if nothing had been told before; what has been told stands, by orchestration/publish/standing.py.
select
    month,
    published_tool as tool,
    published_model as model,
    price_basis,
    cast(sum(tokens) as bigint) as tokens,
    cast(sum(metered_cost_usd) as decimal(38, 12)) as metered_cost_usd,
    cast(sum(cache_read_cost_usd) as decimal(38, 12)) as cache_read_cost_usd,
    cast(sum(cache_write_cost_usd) as decimal(38, 12)) as cache_write_cost_usd,
    cast(sum(cache_saving_usd) as decimal(38, 12)) as cache_saving_usd,
    (select as_of.as_of_date from {{ ref('int_as_of') }} as as_of) as told_as_of
from {{ ref('int_published_metered') }}
where published_tool is not null
group by month, published_tool, published_model, price_basis
