{# a week of its days, until today #}
{{ piecewise(piece='week', unit='week', made_of={'days': 'its days', 'as_of': 'until'}) }}
select
    cast(date_trunc('week', day) as date) as week,
    team,
    sum(amount) as amount
from {{ ref('days') }}
where {{ in_pieces('day', 'week') }} and day <= (select as_of_date from {{ ref('as_of') }})
group by all
