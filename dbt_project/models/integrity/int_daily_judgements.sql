{{ piecewise(piece='week_start_date', unit='week', pieces_at_once=2, made_of={
    'int_weeks': 'same piece',
    'int_signal_weeks': 'days -91 to 0',
    'int_signal_tool_weeks': 'days -91 to 0',
    'int_peer_groups': 'days -49 to 0',
    'int_last_week_over': 'until',
}) }}
-- What the signals on days say of a week, by the weeks before it.
select
    *,
    'daily' as evidence_grade
from (
    {{ union_of('signals_on_days') }}
)
where
    week_start_date in (select weeks.week_start_date from {{ ref('int_weeks') }} as weeks)
    and week_start_date <= (select last_day from {{ ref('int_last_week_over') }})
    and {{ in_pieces('week_start_date') }}
