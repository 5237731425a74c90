{{ config(materialized='table', tags=['directory']) }}
-- The newest snapshot of the teams holds for all time.
select
    team_id,
    team_name,
    parent_team_id,
    cost_center
from {{ ref('stg_directory__teams') }}
where snapshot_date = (select max(snapshot_date) from {{ ref('stg_directory__teams') }})
