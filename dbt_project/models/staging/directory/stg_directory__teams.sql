with

latest as (

    select *
    from {{ source('directory', 'teams') }}
    qualify row_number() over (partition by partition, team_id order by file_row_number desc) = 1

)

select
    cast(partition as date) as snapshot_date,
    team_id,
    team_name,
    nullif(parent_team_id, '') as parent_team_id,
    nullif(cost_center, '') as cost_center
from latest
