{# pieces by another column than the one by which the rows before are built #}
{{ piecewise(piece='last_day', unit='day', made_of={'keys': 'same piece'}) }}
select
    last_day,
    count(*) as key_count,
    sum(amount) as amount
from {{ ref('keys') }}
where {{ in_pieces('last_day') }}
group by all
