{{ config(materialized='piecewise') }}

select
    persons.person_key,
    persons.person_id,
    max_by(people.email, people.snapshot_date) as email,
    max_by(people.display_name, people.snapshot_date) as display_name
from {{ ref('int_persons') }} as persons
left join {{ ref('stg_directory__people') }} as people using (person_id)
where {{ is_anything_stale(all_of('directory')) }}
group by persons.person_key, persons.person_id
