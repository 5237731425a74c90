{# a day of its partition, and of who sat where; the rate is read whole, because nothing else is said #}
{{ piecewise(piece='day', unit='day', pieces_at_once=3, made_of={
    'stg_events': 'same piece',
    'people': 'periods',
}) }}
select
    events.day,
    events.key,
    events.person,
    people.team,
    events.amount * rates.rate as amount
from {{ ref('stg_events') }} as events
left join {{ ref('people') }} as people
    on events.person = people.person and events.day >= people.valid_from and events.day < people.valid_to
cross join {{ ref('rates') }} as rates
where {{ in_pieces('events.day') }}
