-- Who sits where from a day on.
with

changes as (

    select
        valid_from as changed_on,
        cast(hash(person_key, team_id, cost_center, role_family, employment_type, fte) as hugeint) as delta
    from {{ ref('dim_people') }}
    union all
    select
        valid_to as changed_on,
        -cast(hash(person_key, team_id, cost_center, role_family, employment_type, fte) as hugeint) as delta
    from {{ ref('dim_people') }}
    where valid_to is not null

)

{{ versions_by_change('changes') }}
