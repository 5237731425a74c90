with

source as (

    select
        *,
        {{ day_of_partition() }} as usage_date
    from {{ source('claude_enterprise', 'user_usage') }}

),

latest as (

    -- Groups of people overlap, and each tells all of a person's usage: whichever group it is, it is the same row. Of
    -- two deliveries of one row the fuller is newer, as a day's counts hardly ever shrink.
    select *
    from source
    qualify {{ is_latest(
        'usage_date, starting_at, coalesce(nullif(actor.user_id, \'\'), actor.email), product, model,'
        ~ ' context_window, inference_geo, speed, slack_channel_id',
        newer=['total_tokens', 'requests', 'nullif(actor.email, \'\') is not null']
    ) }}

),

renamed as (

    select
        partition,
        usage_date,
        nullif(actor.user_id, '') as user_id,
        nullif(actor.email, '') as user_email,
        actor.deleted as is_deleted,
        replace(nullif(product, ''), '-', '_') as product,
        {{ model_name('model') }} as model,
        requests as request_count,
        uncached_input_tokens,
        cache_read_input_tokens as cache_read_tokens,
        cast(list_sum([
            cache_creation.ephemeral_5m_input_tokens, cache_creation.ephemeral_1h_input_tokens
        ]) as bigint) as cache_write_tokens,
        output_tokens,
        server_tool_use.web_search_requests as web_search_count
    from latest

)

select * from renamed
