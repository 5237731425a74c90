-- Pull requests merged by the as-of date, as they stood then: what was taken back later still counted.
select
    pulls.* exclude (is_counted, is_reverted, reverted_at),
    pulls.is_counted or (pulls.not_counted_reason = 'reverted' and later.active_on is not null) as is_counted,
    pulls.reverted_at is not null and later.active_on is null as is_reverted
from {{ ref('fct_pull_requests') }} as pulls
inner join {{ ref('int_as_of') }} as as_of on pulls.active_on <= as_of.as_of_date
left join {{ ref('int_later_reverts') }} as later using (active_on, pull_request_key)
where pulls.merged_at is not null
