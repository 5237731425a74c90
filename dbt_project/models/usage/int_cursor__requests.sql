-- Single requests, with their tokens. The day's intent is told by the activity (int_cursor__usage_days).
with

events as (

    select
        *,
        {{ is_failed('kind') }} as is_failed,
        regexp_matches(kind, 'no(t|) charged?') as is_free
    from {{ ref('stg_cursor__usage_events') }}

)

select
    event_id as request_id,
    cast(0 as ubigint) as gateway_key,
    'cursor' as source,
    usage_date,
    requested_at,
    -- what a service account sends carries the address of who runs it, who did not do the work
    coalesce(service_account_id, email) as first_external_id,
    conversation_id as session_id,
    'cursor' as tool,
    model,
    -- What failed and was not charged stands in no bill, and must not draw a share of one
    case when is_failed and is_free then 0 else uncached_input_tokens end as uncached_input_tokens,
    case when is_failed and is_free then 0 else cache_read_tokens end as cache_read_tokens,
    case when is_failed and is_free then 0 else cache_write_tokens end as cache_write_tokens,
    case when is_failed and is_free then 0 else output_tokens end as output_tokens,
    kind as status,
    not is_failed
    -- a call that is not counted in tokens says nothing of them, and is use; one of zeros is none
    and coalesce(
        greatest(uncached_input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, model_cost_usd) > 0, true
    ) as is_use,
    -- The model's price and Cursor's fee on it, for what the plan includes too. Where no tokens are counted, and so no
    -- price is told: what was charged.
    case
        when is_free then 0
        else coalesce(model_cost_usd + coalesce(token_fee_usd, 0), charged_usd)
    end as list_cost_usd
from events
