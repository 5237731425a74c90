with

source as (

    select
        partition,
        {{ day_of_partition() }} as usage_date,
        starting_at,
        file_row_number,
        unnest(results) as result
    from {{ source('anthropic', 'cost_report') }}

),

latest as (

    -- a cost may be corrected either way, so that nothing in a row says that it is the newer one
    select *
    from source
    qualify {{ is_latest(
        'usage_date, starting_at, result.workspace_id, result.description, result.cost_type, result.model,'
        ~ ' result.context_window, result.inference_geo, result.service_tier, result.token_type, result.currency'
    ) }}

),

renamed as (

    select
        partition,
        usage_date,
        nullif(result.workspace_id, '') as workspace_id,
        nullif(result.description, '') as description,
        nullif(result.cost_type, '') as cost_type,
        case when result.model != '' then {{ model_name('result.model') }} end as model,
        nullif(result.context_window, '') as context_window,
        nullif(result.inference_geo, '') as inference_geo,
        nullif(result.service_tier, '') as service_tier,
        nullif(result.token_type, '') as token_type,
        -- cents
        cast(result.amount * 0.01 as decimal(38, 12)) as cost,
        upper(nullif(result.currency, '')) as currency
    from latest

)

select * from renamed
