with

source as (

    select
        partition,
        {{ day_of_partition() }} as usage_date,
        starting_at,
        file_row_number,
        unnest(results) as result
    from {{ source('anthropic', 'usage_report') }}

),

latest as (

    -- the same bucket and group twice is the same row restated; as a day's counts only grow, the fuller one is newer
    select *
    from source
    qualify {{ is_latest(
        'usage_date, starting_at, result.account_id, result.service_account_id, result.api_key_id, result.workspace_id,'
        ~ ' result.model, result.context_window, result.inference_geo, result.service_tier',
        newer=[
            'result.uncached_input_tokens + result.output_tokens',
            'result.cache_read_input_tokens'
        ]
    ) }}

),

renamed as (

    select
        partition,
        usage_date,
        {{ utc('starting_at') }} as started_at,
        nullif(result.account_id, '') as account_id,
        nullif(result.service_account_id, '') as service_account_id,
        nullif(result.api_key_id, '') as api_key_id,
        nullif(result.workspace_id, '') as workspace_id,
        {{ model_name('result.model') }} as model,
        nullif(result.context_window, '') as context_window,
        nullif(result.inference_geo, '') as inference_geo,
        nullif(result.service_tier, '') as service_tier,
        result.uncached_input_tokens,
        result.cache_read_input_tokens as cache_read_tokens,
        cast(list_sum([
            result.cache_creation.ephemeral_5m_input_tokens, result.cache_creation.ephemeral_1h_input_tokens
        ]) as bigint) as cache_write_tokens,
        result.output_tokens,
        result.server_tool_use.web_search_requests as web_search_count
    from latest

)

select * from renamed
