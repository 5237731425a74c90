-- Pull requests merged by the as-of date, as they stood then: what was taken back later still counted.
select
    pulls.* exclude (is_counted, is_reverted, reverted_at),
    pulls.is_counted
    or (pulls.not_counted_reason = 'reverted' and cast(pulls.reverted_at as date) > as_of.as_of_date) as is_counted,
    coalesce(cast(pulls.reverted_at as date) <= as_of.as_of_date, false) as is_reverted
from {{ ref('fct_pull_requests') }} as pulls
inner join {{ ref('int_as_of') }} as as_of on pulls.active_on <= as_of.as_of_date
where pulls.merged_at is not null
