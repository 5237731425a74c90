{{ piecewise(piece='month', unit='month', made_of={'fct_usage_days': 'its days'}) }}
-- Who used a tool in a month; an id that is nobody's is somebody, of whom no more is known.
select
    cast(date_trunc('month', usage_date) as date) as month,
    tool,
    person_key,
    case when person_key = 'unattributed' then count(distinct unattributed_key) else 1 end as user_count
from {{ ref('fct_usage_days') }}
where is_use and tool not in ('unknown', 'api') and {{ in_pieces('usage_date', 'month') }}
group by date_trunc('month', usage_date), tool, person_key
having user_count > 0
