{{ piecewise(piece='month', unit='month', made_of={'int_metered_days': 'its days'}) }}

select
    cast(date_trunc('month', usage_date) as date) as month,
    tool,
    model,
    token_kind,
    cast(sum(tokens) as bigint) as tokens
from {{ ref('int_metered_days') }}
where price_basis = 'none' and {{ in_pieces('usage_date', 'month') }}
group by month, tool, model, token_kind
