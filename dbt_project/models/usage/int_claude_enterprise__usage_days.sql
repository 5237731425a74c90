-- Tokens and requests by product and model, and what they cost at list price: rows of their own, for either report may
-- be there without the other. Claude Code is a tool that others measure too, and where it ran is not told; all other
-- products are Claude, on a surface each. A request is a call of a model, of which one question may take many: intent
-- stays unknown. A row of zeros is no use.
with

usage as (

    select
        usage_date,
        product,
        model,
        user_id,
        user_email,
        coalesce(
            nullif(request_count, 0),
            nullif(uncached_input_tokens, 0),
            nullif(cache_read_tokens, 0),
            nullif(cache_write_tokens, 0),
            nullif(output_tokens, 0),
            nullif(web_search_count, 0)
        ) is not null as is_use,
        request_count,
        uncached_input_tokens,
        cache_read_tokens,
        cache_write_tokens,
        output_tokens
    from {{ ref('stg_claude_enterprise__user_usage') }}

),

costs as (

    select
        usage_date,
        product,
        model,
        user_id,
        user_email,
        list_cost != 0 as is_use,
        list_cost as list_cost_usd
    from {{ ref('stg_claude_enterprise__user_cost') }}
    where currency = 'USD' and list_cost is not null

)

select
    * exclude (product, user_id, user_email),
    'claude_enterprise' as source,
    case when product = 'claude_code' then 'claude_code' else 'claude' end as tool,
    coalesce(nullif(product, 'claude_code'), 'unknown') as surface,
    coalesce(user_email, user_id) as first_external_id,
    user_id as second_external_id
from (
    select * from usage
    union all by name
    select * from costs
)
