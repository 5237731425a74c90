{{ piecewise(piece='month', unit='month', made_of={'int_metered_days': 'its days'}) }}

select
    cast(date_trunc('month', usage_date) as date) as month,
    tool,
    model,
    token_kind,
    price_basis,
    sum(tokens) as tokens,
    sum(metered_cost_usd) as metered_cost_usd,
    sum(uncached_cost_usd) as uncached_cost_usd
from {{ ref('int_metered_days') }}
where price_basis != 'none' and {{ in_pieces('usage_date', 'month') }}
group by month, tool, model, token_kind, price_basis
