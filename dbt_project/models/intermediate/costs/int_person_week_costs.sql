{{ config(materialized='piecewise', piece='week_start_date', pieces_at_once=4) }}
-- What a person's week of AI cost in US dollars, and the last day that cost anything. Months and cases add weeks up, a
-- sixth of the rows of days; a week in which a month ends stands here twice, so that weeks sum to months.
select
    {{ week_in_month('usage_date') }} as week_start_date,
    person_key,
    team_id,
    sum(allocated_cost) as allocated_cost_usd,
    max(usage_date) filter (where allocated_cost != 0) as last_day
from {{ ref('int_person_day_costs') }}
where
    currency = 'USD'
    and usage_date <= (select as_of_date from {{ ref('int_as_of') }})
    and {{ is_in_stale(
        'week', 'usage_date', ref('int_person_week_cost_versions'), week_in_month('usage_date')
    ) }}
group by {{ week_in_month('usage_date') }}, person_key, team_id
