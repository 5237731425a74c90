{{ config(alias='mart_monthly_metered_cost') }}

select
    metered.month,
    case when published.is_other then 'other' else metered.tool end as tool,
    case when published.is_other then 'other' else metered.model end as model,
    metered.price_basis,
    cast(sum(metered.tokens) as bigint) as tokens,
    cast(sum(metered.metered_cost_usd) as decimal(38, 12)) as metered_cost_usd,
    cast(sum(metered.cache_read_cost_usd) as decimal(38, 12)) as cache_read_cost_usd,
    cast(sum(metered.cache_write_cost_usd) as decimal(38, 12)) as cache_write_cost_usd,
    cast(sum(metered.cache_saving_usd) as decimal(38, 12)) as cache_saving_usd
from {{ ref('mart_monthly_metered_cost') }} as metered
inner join {{ ref('int_published_metered') }} as published using (month, tool, model)
where published.is_other is not null
group by
    metered.month, case when published.is_other then 'other' else metered.tool end,
    case when published.is_other then 'other' else metered.model end, metered.price_basis
