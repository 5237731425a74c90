{{ piecewise(piece='month', unit='month', made_of={'fct_charges': 'same piece'}) }}
-- Who charges a model by the token. A gateway's estimate sells nothing; it is known here by its basis.
select
    cast(billing_period || '-01' as date) as month,
    issuer,
    tool,
    model,
    token_kind,
    currency,
    cost_basis = 'list_estimate' as is_estimate,
    cast(sum(billed_cost) as decimal(38, 12)) as billed_cost,
    sum(cast(consumed_quantity * {{ tokens_per_unit('consumed_unit') }} as decimal(38, 6))) as tokens
from {{ ref('fct_charges') }}
where
    is_ai and is_of_record and model is not null and token_kind is not null
    and {{ in_pieces("cast(billing_period || '-01' as date)") }}
group by all
