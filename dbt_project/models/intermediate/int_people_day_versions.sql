{{ config(materialized='table', tags=['directory']) }}
-- Who sits where from a day on.
with

changes as (

    select
        valid_from as changed_on,
        cast(hash(person_key, team_id, cost_center, role_family, employment_type, fte) as hugeint) as delta
    from {{ ref('int_people_validity') }}
    union all
    select
        valid_to as changed_on,
        -cast(hash(person_key, team_id, cost_center, role_family, employment_type, fte) as hugeint) as delta
    from {{ ref('int_people_validity') }}

)

{{ versions_by_change('changes') }}
