with

source as (

    select
        *,
        {{ day_of_partition() }} as usage_date
    from {{ source('claude_enterprise', 'user_cost') }}

),

latest as (

    -- Groups of people overlap, and each tells all of a person's costs. A cost is revised either way, so that nothing
    -- in a row says that it is the newer one.
    select *
    from source
    qualify {{ is_latest(
        'usage_date, starting_at, coalesce(nullif(actor.user_id, \'\'), actor.email), product, model,'
        ~ ' context_window, inference_geo, speed, slack_channel_id, cost_type, token_type, currency'
    ) }}

),

renamed as (

    select
        partition,
        usage_date,
        nullif(actor.user_id, '') as user_id,
        nullif(actor.email, '') as user_email,
        replace(nullif(product, ''), '-', '_') as product,
        {{ model_name('model') }} as model,
        nullif(cost_type, '') as cost_type,
        nullif(token_type, '') as token_type,
        -- cents
        cast(amount * 0.01 as decimal(38, 12)) as cost,
        cast(list_amount * 0.01 as decimal(38, 12)) as list_cost,
        upper(nullif(currency, '')) as currency
    from latest

)

select * from renamed
