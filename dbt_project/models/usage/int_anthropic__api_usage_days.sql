-- Tokens of programs and people on the platform, by model. A day's sum says nothing of sessions, nor of whether anybody
-- meant it, and requests are not counted: intent stays unknown. Whose key it was is the second guess, after the
-- account. A row of zeros is no use.
select
    usage_date,
    'anthropic' as source,
    'anthropic_api' as tool,
    'api' as surface,
    model,
    coalesce(account_id, service_account_id) as first_external_id,
    api_key_id as second_external_id,
    coalesce(
        nullif(uncached_input_tokens, 0),
        nullif(cache_read_tokens, 0),
        nullif(cache_write_tokens, 0),
        nullif(output_tokens, 0),
        nullif(web_search_count, 0)
    ) is not null as is_use,
    uncached_input_tokens,
    cache_read_tokens,
    cache_write_tokens,
    output_tokens
from {{ ref('stg_anthropic__usage_report') }}
