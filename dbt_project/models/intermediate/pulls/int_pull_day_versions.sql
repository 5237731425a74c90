-- What the pull requests of a day are, as their hosts tell it.
select
    cast(active_on as varchar) as piece,
    cast(sum(cast(version as hugeint)) as varchar) as version
from {{ ref('int_pull_requests') }}
group by active_on
