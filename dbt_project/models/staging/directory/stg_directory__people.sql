with

latest as (

    select *
    from {{ source('directory', 'people') }}
    qualify {{ is_latest('partition, person_id') }}

)

select
    cast(partition as date) as snapshot_date,
    person_id,
    lower(nullif(email, '')) as email,
    display_name,
    nullif(team_id, '') as team_id,
    nullif(cost_center, '') as cost_center,
    coalesce(nullif(role_family, ''), 'other') as role_family,
    employment_type,
    cast(fte as decimal(5, 4)) as fte,
    coalesce(nullif(timezone, ''), 'UTC') as timezone,
    start_date,
    end_date
from latest
