{{ config(materialized='table', tags=['directory']) }}
-- Who sits where from a day on.
{{ versions_by_change(
    ref('int_people_validity'), 'hash(person_key, team_id, cost_center, role_family, employment_type, fte)'
) }}
