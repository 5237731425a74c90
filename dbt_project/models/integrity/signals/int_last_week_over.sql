-- The last day of the last week that is over as of the as-of date.
select cast(date_trunc('week', as_of_date + 1) as date) - 1 as last_day
from {{ ref('int_as_of') }}
