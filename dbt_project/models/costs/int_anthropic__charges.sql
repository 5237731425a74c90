{{ piecewise(content_by='billing_period', made_of={'stg_anthropic__cost_report': 'the whole'}) }}
-- What Anthropic says that a day of a workspace cost, in dollars: after discounts, without tax and what is committed by
-- priority tier, and on no invoice. A report may have been asked for by description, or once more as one sum: of a day
-- the descriptions count where there are some. What is given back belongs to no model.
select
    strftime(usage_date, '%Y-%m') as billing_period,
    'anthropic' as source,
    'Anthropic' as issuer,
    'Anthropic' as service_provider,
    'Claude API' as service_name,
    workspace_id as sub_account_id,
    usage_date as charge_date_start,
    usage_date + 1 as charge_date_end,
    case when cost < 0 then 'Credit' else 'Usage' end as charge_category,
    coalesce(description, cost_type, 'usage') as sku_id,
    json_object(
        'ModelId', model,
        'TokenDirection', case
            when token_type = 'output_tokens' then 'output'
            when token_type = 'uncached_input_tokens' then 'input'
        end,
        'TokenCacheAction', case
            when token_type = 'cache_read_input_tokens' then 'read'
            when starts_with(token_type, 'cache_creation.') then 'write'
        end
    ) as sku_price_details,
    cost as billed_cost,
    cost as effective_cost,
    currency,
    case when token_type is not null then 'tokens' end as consumed_unit
from {{ ref('stg_anthropic__cost_report') }}
where cost is not null and currency is not null
qualify description is not null or count(description) over (partition by usage_date) = 0
