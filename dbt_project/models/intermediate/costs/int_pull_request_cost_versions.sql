-- What each day's split over pull requests is made of: the day's allocated cost, and the pulls open on it.
with

pulls as (

    {{ versions_by_change(ref('int_pull_periods'), 'version', 'first_day', 'last_day + 1') }}

)

select
    days.piece,
    concat_ws('/', days.version, pulls.version) as version
from {{ built_versions('int_person_day_costs') }} as days
left join pulls on cast(days.piece as date) >= pulls.valid_from and cast(days.piece as date) < pulls.valid_to
