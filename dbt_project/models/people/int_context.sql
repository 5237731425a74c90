{{ config(materialized='table', tags=['directory'], periods=['start_date', 'end_date', 'inclusive']) }}
-- What explains unusual behaviour of a person, by period: their own circumstances, their team's, and everybody's.
with

newest as (

    {{ ruling('context', 'subject_kind, subject_id, kind, start_date') }}

)

select distinct
    persons.person_key,
    newest.kind,
    newest.start_date,
    newest.end_date
from newest
inner join {{ ref('person_identities') }} as persons
    on newest.subject_kind in ('person', 'service') and newest.subject_id = persons.person_id

union

select distinct
    people.person_key,
    newest.kind,
    greatest(newest.start_date, people.valid_from) as start_date,
    least(newest.end_date, people.valid_to - 1) as end_date
from newest
inner join {{ ref('int_people_validity') }} as people
    on
        (newest.subject_kind = 'org' or (newest.subject_kind = 'team' and newest.subject_id = people.team_id))
        and newest.start_date < people.valid_to
        and newest.end_date >= people.valid_from
