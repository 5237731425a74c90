-- What each day of usage_days is made of: the partitions that feed it, and who the ids were that day.
with

days as (

    select
        cast(partition as date) as usage_date,
        {{ digest('source, stream, version') }} as version
    from {{ ref('int_partition_versions') }}
    where source in ('{{ sources_of('usage_days') | join("', '") }}')
    group by usage_date

)

select
    cast(days.usage_date as varchar) as piece,
    days.version || '/' || coalesce(identities.version, '') as version
from days
left join {{ ref('int_identity_day_versions') }} as identities
    on days.usage_date >= identities.valid_from and days.usage_date < identities.valid_to
