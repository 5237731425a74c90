{{ config(periods=['first_day', 'last_day', 'inclusive']) }}
-- The same without the day a pull counts on: it moves with every change of an open pull, and no cost hangs on it.
select * exclude (active_on)
from {{ ref('int_pull_periods') }}
