{{ config(materialized='piecewise') }}

select
    persons.person_key,
    validity.team_id,
    validity.cost_center,
    validity.role_family,
    validity.employment_type,
    validity.fte,
    validity.timezone,
    validity.valid_from,
    nullif(validity.valid_to, date '9999-12-31') as valid_to,
    validity.valid_from <= as_of.as_of_date and validity.valid_to > as_of.as_of_date as is_current
from {{ ref('int_people_validity') }} as validity
inner join {{ ref('person_identities') }} as persons using (person_id)
cross join {{ ref('int_as_of') }} as as_of
where {{ is_anything_stale(ref('int_people_versions')) }}
