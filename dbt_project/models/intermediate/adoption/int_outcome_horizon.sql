-- The last week whose outcomes are all known: 14 days have passed since its end, and pull requests have landed at all.
-- NULL while there is none: until then outcomes are unknown, whatever merges.
select as_of.as_of_date - 20 as last_known_week
from {{ ref('int_as_of') }} as as_of
where
    exists (
        select 1
        from {{ ref('int_partition_versions') }} as partitions
        where partitions.source in {{ literals(sources_of('pull_requests')) }}
    )
