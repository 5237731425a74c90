with

source as (

    select
        *,
        {{ day_of_partition() }} as usage_date
    from {{ source('litellm', 'spend_logs') }}

),

latest as (

    -- a request delivered twice counts once: the row of when it had ended, and of those the fuller
    select *
    from source
    qualify {{ is_latest(
        'usage_date, request_id', newer=['"endTime"', "nullif(status, '') is not null", 'total_tokens', 'spend']
    ) }}

),

renamed as (

    select
        partition,
        usage_date,
        request_id,
        {{ utc('"startTime"') }} as requested_at,
        nullif(session_id, '') as session_id,
        lower(nullif("user", '')) as user_id,
        lower(nullif(api_key, '')) as api_key,
        nullif(team_id, '') as vendor_team_id,
        coalesce(
            replace(
                lower(
                    regexp_extract(
                        list_filter(request_tags, lambda tag: starts_with(tag, 'User-Agent: '))[1],
                        'User-Agent: ([^/ ]+)', 1
                    )
                ), '-', '_'
            ), 'unknown'
        ) as tool,
        lower(coalesce(nullif(custom_llm_provider, ''), 'unknown')) as provider,
        {{ model_name("coalesce(nullif(model, ''), model_group)") }} as model,
        prompt_tokens,
        completion_tokens,
        coalesce(nullif(status, ''), 'unknown') as status,
        spend as list_cost_usd
    from latest

)

select * from renamed
