with

source as (

    select
        *,
        {{ day_of_partition() }} as usage_date,
        -- Two gateways may give the same id to two requests, which then differ in their key or their second; nothing in
        -- a log names its gateway. A hash: as four columns they take 0.5 s a million rows more.
        hash(api_key, epoch_us("startTime") // 1000000) as gateway_key
    from {{ source('litellm', 'spend_logs') }}

),

latest as (

    -- a request delivered twice counts once: the row of when it had ended, and of those the fuller
    select *
    from source
    qualify {{ is_latest(
        'usage_date, request_id, gateway_key',
        newer=['"endTime"', "nullif(status, '') is not null", 'total_tokens', 'spend']
    ) }}

),

renamed as (

    select
        partition,
        usage_date,
        request_id,
        gateway_key,
        {{ utc('"startTime"') }} as requested_at,
        lower(nullif(call_type, '')) as call_type,
        lower(cache_hit) = 'true' as is_cache_hit,
        nullif(session_id, '') as session_id,
        nullif("user", '') as user_id,
        nullif(api_key, '') as api_key,
        nullif(team_id, '') as vendor_team_id,
        -- the gateway adds 'User-Agent: claude-cli' and 'User-Agent: claude-cli/2.0.31 (external, cli)', or one of them
        list_filter(request_tags, lambda tag: starts_with(lower(tag), 'user-agent:'))[1][12:] as user_agent,
        lower(coalesce(nullif(custom_llm_provider, ''), 'unknown')) as provider,
        {{ model_name("coalesce(nullif(model, ''), model_group)") }} as model,
        prompt_tokens,
        completion_tokens,
        -- a spelling that a version of the gateway does not fill it leaves at 0 beside the one that it does
        greatest(
            metadata.usage_object.cache_read_input_tokens,
            metadata.usage_object.prompt_cache_hit_tokens,
            metadata.usage_object.prompt_tokens_details.cached_tokens,
            metadata.usage_object.input_tokens_details.cached_tokens,
            metadata.additional_usage_values.cache_read_input_tokens,
            metadata.additional_usage_values.prompt_tokens_details.cached_tokens
        ) as cache_read_tokens,
        greatest(
            metadata.usage_object.cache_creation_input_tokens,
            metadata.usage_object.prompt_tokens_details.cache_creation_tokens,
            metadata.usage_object.prompt_tokens_details.cache_write_tokens,
            metadata.usage_object.input_tokens_details.cache_write_tokens,
            metadata.additional_usage_values.cache_creation_input_tokens,
            metadata.additional_usage_values.prompt_tokens_details.cache_creation_tokens,
            metadata.additional_usage_values.prompt_tokens_details.cache_write_tokens
        ) as cache_write_tokens,
        coalesce(nullif(status, ''), 'unknown') as status,
        spend as list_cost_usd
    from latest

)

select * from renamed
