-- One row a day on which somebody's period begins or ends: a digest of all periods that hold from then on.
-- The digest of a day is that of the last such day, so a change touches only the days it is about.
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

select
    changed_on as valid_from,
    lead(changed_on, 1, date '9999-12-31') over (order by changed_on) as valid_to,
    cast(sum(sum(delta)) over (order by changed_on) as varchar) as version
from changes
group by changed_on
