select
    request_id,
    'litellm' as source,
    usage_date,
    requested_at,
    user_id as first_external_id,
    api_key as second_external_id,
    vendor_team_id,
    session_id,
    tool,
    model,
    -- the log does not split the cache, so all of the prompt counts as uncached: an upper bound
    prompt_tokens as uncached_input_tokens,
    cast(null as bigint) as cache_read_tokens,
    cast(null as bigint) as cache_write_tokens,
    completion_tokens as output_tokens,
    status,
    list_cost_usd
from {{ ref('stg_litellm__spend_logs') }}
