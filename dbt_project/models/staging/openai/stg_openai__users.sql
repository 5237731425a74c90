with

source as (

    select * from {{ source('openai', 'users') }}

),

latest as (

    -- a page that was fetched twice on a day: the row that knows more, then the last
    select *
    from source
    qualify {{ is_latest('partition, id', newer=['nullif(email, \'\') is not null', 'api_key_last_used_at']) }}

),

renamed as (

    select
        partition,
        {{ day_of_partition() }} as snapshot_date,
        id as user_id,
        nullif(email, '') as user_email,
        nullif(role, '') as role,
        is_service_account,
        {{ utc('added_at') }} as added_at,
        {{ utc('api_key_last_used_at') }} as last_activity_at
    from latest

)

select * from renamed
