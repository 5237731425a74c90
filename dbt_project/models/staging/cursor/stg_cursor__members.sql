with

source as (

    select
        *,
        {{ day_of_partition() }} as snapshot_date
    from {{ source('cursor', 'members') }}

),

latest as (

    -- one address may have left and come back: who is a member holds over who was
    select *
    from source
    qualify {{ is_latest('snapshot_date, ' ~ external_id('email'), newer=['not "isRemoved"']) }}

),

renamed as (

    select
        partition,
        snapshot_date,
        nullif(id, '') as user_id,
        email,
        nullif(role, '') as role,
        "isRemoved" as is_removed,
        -- who only administers the team for nothing takes no seat
        not coalesce("isRemoved", false) and coalesce(role, '') != 'free-owner' as has_seat,
        -- the listing tells neither
        cast(null as timestamp) as last_activity_at,
        cast(null as date) as pending_cancellation_date
    from latest

)

select * from renamed
