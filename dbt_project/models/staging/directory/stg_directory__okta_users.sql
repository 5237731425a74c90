with

latest as (

    select *
    from {{ source('directory', 'okta_users') }}
    qualify {{ is_latest("partition, lower(trim(coalesce(nullif(trim(id), ''), login)))") }}

)

select
    cast(partition as date) as snapshot_date,
    -- an id of Okta's is told from another by the case of its letters
    coalesce(nullif(trim(id), ''), lower(trim(login))) as user_id,
    {{ external_id('login') }} as login,
    {{ external_id('email') }} as email,
    {{ addresses_in(["secondEmail"]) }} as other_addresses,
    coalesce(
        nullif(trim("displayName"), ''), nullif(trim(concat_ws(' ', "firstName", "lastName")), '')
    ) as display_name,
    upper(replace(trim(status), ' ', '_')) as status,
    nullif(trim("userType"), '') as user_type,
    nullif(trim(department), '') as department,
    nullif(trim("costCenter"), '') as cost_center,
    nullif(trim(timezone), '') as timezone,
    cast(created as date) as created_on,
    cast("statusChanged" as date) as status_changed_on
from latest
