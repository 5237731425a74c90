{{ piecewise(piece='week_start_date', unit='week', pieces_at_once=2, made_of={
    'int_judged_weeks': 'same piece',
    'int_signal_weeks': 'days -91 to 0',
    'int_person_tool_weeks': 'days -28 to 0',
    'int_signal_shared_weeks': 'days -77 to 0',
    'int_signal_pulls': 'days -105 to 0',
    'int_peer_groups': 'days -77 to 0',
    'int_last_week_over': 'until',
}) }}
-- What the signals on outcomes say of a week, by the weeks before it. Pulls of past weeks change every day: one that
-- was open is merged, one that was merged is taken back. So these are apart from those on days.
select
    *,
    'outcome' as evidence_grade
from (
    {{ union_of('signals_on_pulls') }}
)
where
    week_start_date in (select weeks.week_start_date from {{ ref('int_judged_weeks') }} as weeks)
    and week_start_date <= (select last_day from {{ ref('int_last_week_over') }})
    and {{ in_pieces('week_start_date') }}
