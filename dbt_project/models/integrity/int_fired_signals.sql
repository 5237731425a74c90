{{ piecewise(piece='week_start_date', unit='week', pieces_at_once=4, made_of={
    'mart_person_weekly_gaming_flags': 'same piece',
}) }}
-- What cases are made of, so that a day does not look through everything that was ever judged.
select
    person_key,
    week_start_date,
    signal,
    evidence_family,
    evidence_grade,
    score,
    n_observed,
    evidence
from {{ ref('mart_person_weekly_gaming_flags') }}
where
    fired
    and excused_by is null
    and {{ in_pieces('week_start_date') }}
