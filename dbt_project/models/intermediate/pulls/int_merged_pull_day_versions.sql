-- What the merged pull requests of a day are, as of the as-of date: the facts of the day, and which of them were taken
-- back only later. Read from versions, since digests of all pull requests would cost the more, the longer the history.
with

later_reverts as (

    select
        cast(pulls.active_on as varchar) as piece,
        {{ digest('pulls.pull_request_key') }} as version
    from {{ ref('fct_pull_requests') }} as pulls
    where pulls.reverted_at >= (select as_of_date + 1 from {{ ref('int_as_of') }})
    group by pulls.active_on

)

select
    cast(days.piece as date) as active_on,
    concat_ws('/', days.version, coalesce(later_reverts.version, '')) as version
from {{ built_versions('fct_pull_requests') }} as days
left join later_reverts using (piece)
where cast(days.piece as date) <= (select as_of_date from {{ ref('int_as_of') }})
