{# a week is judged once it is over: nobody is suspected for half of one, and no day judges the days before it again #}
{{ piecewise(piece='week_start_date', unit='week', pieces_at_once=2, made_of={
    'int_peers': 'same piece',
    'int_request_streams': 'days -84 to 6',
    'int_request_runs': 'days -105 to 6',
    'int_request_sweeps': 'days -49 to 6',
    'int_last_week_over': 'until',
}) }}
-- What the signals on requests say of a week. Kept apart from those that look back over weeks, so that a pull that is
-- reverted later does not read the requests of three months again.
select
    *,
    week_start_date as looked_from,
    'request' as evidence_grade
from (
    {{ union_of('signals') }}
)
where
    week_start_date <= (select last_day from {{ ref('int_last_week_over') }})
    and {{ in_pieces('week_start_date') }}
