{{ piecewise(piece='month', unit='month', made_of={'int_metered_days': 'its days'}) }}

select
    cast(date_trunc('month', usage_date) as date) as month,
    tool,
    model,
    token_kind,
    sum(tokens) as tokens,
    -- one part without a price leaves the whole unknown
    case when bool_and(metered_cost_usd is not null) then cast(sum(metered_cost_usd) as decimal(38, 12)) end
        as metered_cost_usd,
    {{ one_or_mixed('price_basis') }} as price_basis
from {{ ref('int_metered_days') }}
where {{ in_pieces('usage_date', 'month') }}
group by month, tool, model, token_kind
