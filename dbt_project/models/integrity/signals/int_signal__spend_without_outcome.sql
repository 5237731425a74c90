-- Much use of which nothing comes: what was used in four weeks (int_signal_yields), in weeks of a median user, for
-- each change that came of it and one. A heavy user's changes divide it; so does work that is still open.
with

measured as (

    select
        person_key,
        week_start_date,
        active_week_count as n_observed,
        volume / (outcome_count + open_count + 1) as own_value,
        volume_before / (outcome_count_before + 1) as own_history,
        outcome_count,
        open_count
    from {{ ref('int_signal_yields') }}
    where volume is not null and not is_reviewer

)
{{ judge('spend_without_outcome', weeks=6, told={'changes': 'judged.outcome_count', 'open_pulls': 'judged.open_count'},
         beyond='judged.own_value > 4 * peers.peer_value and coalesce(judged.own_value > 2 * judged.own_history, true)') }}
