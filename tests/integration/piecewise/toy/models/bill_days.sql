{{ piecewise(piece='day', unit='day', made_of={'bills': 'same piece'}) }}
select
    day,
    sum(cost) as cost
from {{ ref('bills') }}
where {{ in_pieces('day') }}
group by day
