-- Who the ids are from a day on: a digest of all that hold then (as int_people_day_versions).
select
    changed_on as valid_from,
    lead(changed_on, 1, date '9999-12-31') over (order by changed_on) as valid_to,
    cast(sum(sum(delta)) over (order by changed_on) as varchar) as version
from {{ ref('int_identity_changes') }}
group by changed_on
