{{ piecewise(piece='week_start_date', unit='week_in_month', pieces_at_once=4, made_of={
    'int_person_day_costs': 'its days',
    'int_as_of': 'until',
}) }}
-- What a person's week of AI cost in US dollars, and the last day that cost anything. Months and cases add weeks up, a
-- sixth of the rows of days; a week in which a month ends stands here twice, so that weeks sum to months.
select
    {{ piece_of('usage_date', 'week_in_month') }} as week_start_date,
    person_key,
    team_id,
    sum(allocated_cost) as allocated_cost_usd,
    max(usage_date) filter (where allocated_cost != 0) as last_day
from {{ ref('int_person_day_costs') }}
where
    currency = 'USD'
    and usage_date <= (select as_of_date from {{ ref('int_as_of') }})
    and {{ in_pieces('usage_date', 'week_in_month') }}
group by {{ piece_of('usage_date', 'week_in_month') }}, person_key, team_id
