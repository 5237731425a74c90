with

source as (

    select
        partition,
        {{ day_of_partition() }} as usage_date,
        start_time,
        file_row_number,
        unnest(results) as result
    from {{ source('openai', 'usage_completions') }}

),

latest as (

    -- the same bucket and group twice is the same row restated; as a day's counts only grow, the fuller one is newer
    select *
    from source
    qualify {{ is_latest(
        'usage_date, start_time, result.project_id, result.user_id, result.api_key_id, result.model, result.batch,'
        ~ ' result.service_tier',
        newer=[
            'result.input_tokens + result.output_tokens',
            'result.num_model_requests',
            'result.input_cached_tokens is not null'
        ]
    ) }}

),

renamed as (

    select
        partition,
        usage_date,
        {{ utc('start_time') }} as started_at,
        nullif(result.project_id, '') as project_id,
        nullif(result.user_id, '') as user_id,
        nullif(result.api_key_id, '') as api_key_id,
        {{ model_name('result.model') }} as model,
        result.batch as is_batch,
        nullif(result.service_tier, '') as service_tier,
        result.input_tokens,
        result.input_cached_tokens as cache_read_tokens,
        result.input_cache_write_tokens as cache_write_tokens,
        -- the parts are told since August 2026; before, a cache that nothing is said of is within the input
        coalesce(
            result.input_uncached_tokens,
            greatest(
                result.input_tokens
                - coalesce(result.input_cached_tokens, 0)
                - coalesce(result.input_cache_write_tokens, 0),
                0
            )
        ) as uncached_input_tokens,
        result.output_tokens,
        result.num_model_requests as request_count
    from latest

)

select * from renamed
