-- Metrics that reach over time are set against days; where nothing has landed, there are none.
select cast(days.day as date) as day
from {{ ref('int_as_of') }} as as_of
cross join lateral unnest(range(date '2020-01-01', as_of.as_of_date + interval 1 day, interval 1 day)) as days (day)
