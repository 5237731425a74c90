{{ piecewise(piece='month', unit='month', made_of={'int_metered_days': 'its days'}) }}

select
    cast(date_trunc('month', usage_date) as date) as month,
    tool,
    model,
    price_basis,
    cast(sum(tokens) as bigint) as tokens,
    cast(sum(metered_cost_usd) as decimal(38, 12)) as metered_cost_usd,
    cast(coalesce(sum(metered_cost_usd) filter (where token_kind = 'cache_read'), 0) as decimal(38, 12))
        as cache_read_cost_usd,
    cast(coalesce(sum(metered_cost_usd) filter (where token_kind = 'cache_write'), 0) as decimal(38, 12))
        as cache_write_cost_usd,
    cast(coalesce(sum(uncached_cost_usd - metered_cost_usd), 0) as decimal(38, 12)) as cache_saving_usd
from {{ ref('int_metered_days') }}
where price_basis != 'none' and {{ in_pieces('usage_date', 'month') }}
group by month, tool, model, price_basis
