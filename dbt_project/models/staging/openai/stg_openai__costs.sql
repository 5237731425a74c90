with

source as (

    select
        partition,
        {{ utc('start_time') }} as started_at,
        file_row_number,
        unnest(results) as result
    from {{ source('openai', 'costs') }}

),

latest as (

    -- a cost may be corrected either way, so that nothing in a row says that it is the newer one
    select *
    from source
    qualify {{ is_latest(
        'partition, started_at, result.project_id, result.line_item, result.api_key_id, result.amount.currency'
    ) }}

),

renamed as (

    select
        partition,
        cast(started_at as date) as usage_date,
        nullif(result.project_id, '') as project_id,
        nullif(result.line_item, '') as line_item,
        nullif(result.api_key_id, '') as api_key_id,
        result.amount.value as cost,
        upper(nullif(result.amount.currency, '')) as currency,
        result.quantity,
        nullif(result.quantity_unit, '') as quantity_unit
    from latest

)

select * from renamed
