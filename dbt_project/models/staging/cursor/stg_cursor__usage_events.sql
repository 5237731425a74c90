with

source as (

    select
        *,
        {{ day_of_partition() }} as usage_date,
        -- An event has no id, so what it says makes one: two that agree in all of this, to the millisecond, are one
        -- delivered twice, since pages move while they are read
        md5(concat_ws(
            '|', epoch_ms("timestamp"), {{ external_id('"userEmail"') }}, "serviceAccountId", "conversationId", model,
            "tokenUsage", "chargedCents"
        )) as event_id
    from {{ source('cursor', 'usage_events') }}

),

latest as (

    select *
    from source
    qualify {{ is_latest('usage_date, event_id') }}

),

renamed as (

    select
        partition,
        usage_date,
        event_id,
        {{ utc('"timestamp"') }} as requested_at,
        nullif("userEmail", '') as email,
        nullif("serviceAccountId", '') as service_account_id,
        nullif("cloudAgentId", '') as cloud_agent_id,
        nullif("automationId", '') as automation_id,
        nullif("conversationId", '') as conversation_id,
        {{ model_name('model') }} as model,
        -- 'Errored, Not Charged', and 'USAGE_EVENT_KIND_ERRORED_NOT_CHARGED' where the API gives its own word for it
        coalesce(
            replace(replace(lower(coalesce(nullif(kind, ''), "kindLabel")), 'usage_event_kind_', ''), '_', ' '),
            'unknown'
        ) as kind,
        "isHeadless" as is_headless,
        "isChargeable" as is_chargeable,
        "requestsCosts" as request_units,
        "tokenUsage"."inputTokens" as uncached_input_tokens,
        "tokenUsage"."cacheReadTokens" as cache_read_tokens,
        "tokenUsage"."cacheWriteTokens" as cache_write_tokens,
        "tokenUsage"."outputTokens" as output_tokens,
        -- fractional cents
        cast("tokenUsage"."totalCents" * 0.01 as decimal(38, 12)) as model_cost_usd,
        cast("cursorTokenFee" * 0.01 as decimal(38, 12)) as token_fee_usd,
        cast("chargedCents" * 0.01 as decimal(38, 12)) as charged_usd
    from latest

)

select * from renamed
