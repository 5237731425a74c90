with

requests as (

    select
        *,
        {{ is_failed('status') }} as is_failed,
        -- Answered from the gateway's own cache, or looked at once more: the answer was paid for, and asked for, when
        -- it was made. Only the cost of a batch is told when the batch is fetched.
        coalesce(is_cache_hit, false) or coalesce(
            regexp_matches(call_type, '^a?(get|list|delete|cancel|retrieve)_|_(content|retrieve|list|delete|status)$')
            and not ends_with(request_id, '_batch_cost'),
            false
        ) as is_read_again,
        {{ product('user_agent') }} as product
    from {{ ref('stg_litellm__spend_logs') }}

)

select
    requests.request_id,
    requests.gateway_key,
    'litellm' as source,
    requests.usage_date,
    requests.requested_at,
    requests.user_id as first_external_id,
    requests.api_key as second_external_id,
    requests.vendor_team_id,
    -- an id of its own for every request says nothing of a session
    nullif(requests.session_id, requests.request_id) as session_id,
    coalesce(agents.tool, requests.product, 'unknown') as tool,
    requests.model,
    case
        when requests.is_read_again then 0
        else {{ uncached_tokens(
            'requests.prompt_tokens', 'requests.cache_read_tokens', 'requests.cache_write_tokens'
        ) }}
    end as uncached_input_tokens,
    case when requests.is_read_again then 0 else requests.cache_read_tokens end as cache_read_tokens,
    case when requests.is_read_again then 0 else requests.cache_write_tokens end as cache_write_tokens,
    case when requests.is_read_again then 0 else requests.completion_tokens end as output_tokens,
    requests.status,
    not requests.is_failed
    and not requests.is_read_again
    -- a row of zeros: a list of models, a check of health
    and coalesce(
        nullif(requests.prompt_tokens, 0), nullif(requests.completion_tokens, 0), nullif(requests.list_cost_usd, 0)
    ) is not null as is_use,
    case when requests.is_read_again then 0 else requests.list_cost_usd end as list_cost_usd
from requests
left join {{ ref('tool_user_agents') }} as agents on requests.product = agents.product
