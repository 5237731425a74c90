-- What the people are made of: the directory, and where the as-of date lies among its periods, for who is current.
select
    'people' as piece,
    concat_ws('/', any_value(built.version), max(bounds.bound)) as version
from {{ built_versions('int_people_validity') }} as built
cross join {{ ref('int_as_of') }} as as_of
left join (
    select valid_from as bound from {{ ref('int_people_validity') }}
    union all
    select valid_to as bound from {{ ref('int_people_validity') }}
) as bounds on as_of.as_of_date >= bounds.bound
