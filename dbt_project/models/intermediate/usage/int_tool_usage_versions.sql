-- What each day's use of tools is made of: its usage, and who sat where.
select
    usage.piece,
    concat_ws('/', usage.version, people.version) as version
from {{ built_versions('fct_usage_days') }} as usage
left join {{ ref('int_people_day_versions') }} as people
    on cast(usage.piece as date) >= people.valid_from and cast(usage.piece as date) < people.valid_to
