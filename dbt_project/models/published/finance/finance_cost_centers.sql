{{ config(alias='dim_cost_centers') }}
-- All cost centres; which of them a copy names, publish/following.py says. The directory has no names of cost centres:
-- they are called by the highest team that has them.
select
    centers.cost_center,
    min_by(teams.team_id, (teams.depth, teams.team_id)) as highest_team_id,
    -- NULL where that team has none that may be told
    min_by(struct_pack(team_name := teams.team_name), (teams.depth, teams.team_id)).team_name as highest_team_name,
    count(teams.team_id) as team_count
from (
    select cost_center from {{ ref('mart_cost_center_monthly_chargeback') }}
    union
    select cost_center from {{ ref('int_budgets') }}
) as centers
left join {{ ref('analyst_teams') }} as teams using (cost_center)
group by centers.cost_center
