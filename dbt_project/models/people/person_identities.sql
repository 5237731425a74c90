{{ piecewise(tags=['directory'], made_of={
    'int_people_snapshots': 'the whole',
    'stg_directory__identities': 'the whole',
}) }}
-- Every person id ever seen, and the key that stands for it.
with

newest as (

    select
        person_id,
        max_by(email, snapshot_date) as email,
        max_by(display_name, snapshot_date) as display_name
    from {{ ref('int_people_snapshots') }}
    group by person_id

),

person_ids as (

    select person_id from newest
    union
    select person_id from {{ ref('stg_directory__identities') }}

)

select
    {{ pseudonym('person_ids.person_id') }} as person_key,
    person_ids.person_id,
    newest.email,
    newest.display_name
from person_ids
left join newest using (person_id)
