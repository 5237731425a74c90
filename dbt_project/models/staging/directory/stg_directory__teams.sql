with

latest as (

    select *
    from {{ source('directory', 'teams') }}
    qualify {{ is_latest('partition, team_id') }}

)

select
    cast(partition as date) as snapshot_date,
    team_id,
    team_name,
    nullif(parent_team_id, '') as parent_team_id,
    nullif(cost_center, '') as cost_center
from latest
