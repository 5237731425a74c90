{{ piecewise(piece='usage_date', unit='day', made_of={'fct_cost_allocations': 'same piece'}) }}
-- What a person's day of AI cost, over all charges: a third of the rows for months, cases and pull requests to read.
select
    usage_date,
    person_key,
    team_id,
    currency,
    is_idle_seat,
    sum(allocated_cost) as allocated_cost
from {{ ref('fct_cost_allocations') }}
where {{ in_pieces('usage_date') }}
group by usage_date, person_key, team_id, currency, is_idle_seat
