-- Tokens and requests of programs and people with a key, by model. A day's sum says nothing of sessions, nor of whether
-- anybody meant it: intent stays unknown. Whose key it was is the second guess, after the user. Whose e-mail a user has
-- is the matter of int_openai__identities. A row of zeros is no use.
select
    usage_date,
    'openai' as source,
    'openai_api' as tool,
    'api' as surface,
    model,
    user_id as first_external_id,
    api_key_id as second_external_id,
    coalesce(nullif(request_count, 0), nullif(input_tokens, 0), nullif(output_tokens, 0)) is not null as is_use,
    request_count,
    uncached_input_tokens,
    cache_read_tokens,
    cache_write_tokens,
    output_tokens
from {{ ref('stg_openai__usage_completions') }}
