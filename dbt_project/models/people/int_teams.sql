{{ config(materialized='table', tags=['directory']) }}
-- The newest snapshot of the teams holds for all time. Where a system exports people with departments, those that it
-- does not name are teams, too.
with

listed as (

    {{ ruling('teams', 'team_id') }}

)

select
    team_id,
    team_name,
    parent_team_id,
    cost_center
from listed
union all
select
    team_id,
    max_by(team_name, (snapshot_date, team_name)) as team_name,
    cast(null as varchar) as parent_team_id,
    -- one that its people agree on
    case when min(cost_center) = max(cost_center) then min(cost_center) end as cost_center
from {{ ref('int_people_snapshots') }}
where team_name is not null and team_id not in (select listed.team_id from listed)
group by team_id
