{{ config(materialized='table', tags=['directory']) }}
-- The newest snapshot of the teams holds for all time.
select
    team_id,
    team_name,
    parent_team_id,
    cost_center
from (
    {{ ruling('teams', 'team_id') }}
)
