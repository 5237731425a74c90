{# a view: is_current hangs on the as-of date, which moves every day, and nothing else of a row does #}
{{ config(materialized='view') }}

select
    people.person_key,
    people.team_id,
    people.cost_center,
    people.role_family,
    people.employment_type,
    people.fte,
    people.timezone,
    people.valid_from,
    nullif(people.valid_to, date '9999-12-31') as valid_to,
    people.valid_from <= as_of.as_of_date and people.valid_to > as_of.as_of_date as is_current
from {{ ref('int_people_validity') }} as people
cross join {{ ref('int_as_of') }} as as_of
