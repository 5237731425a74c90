-- One row a day on which an id begins or ends to be somebody: a digest of all that hold from then on (as
-- int_people_day_versions).
with

changes as (

    select
        valid_from as changed_on,
        cast(hash(source, external_id, person_key, principal_type) as hugeint) as delta
    from {{ ref('int_identities') }}
    union all
    select
        valid_to as changed_on,
        -cast(hash(source, external_id, person_key, principal_type) as hugeint) as delta
    from {{ ref('int_identities') }}

)

select
    changed_on as valid_from,
    lead(changed_on, 1, date '9999-12-31') over (order by changed_on) as valid_to,
    cast(sum(sum(delta)) over (order by changed_on) as varchar) as version
from changes
group by changed_on
