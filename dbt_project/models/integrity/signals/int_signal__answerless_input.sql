-- Much goes in and little comes out, where it did not before: how many times as many new tokens somebody puts into a
-- tool for each one that it answers, the weeks of four beside those of the eight before. Reads from a cache are no
-- input: of an agent's they are nearly all.
-- Innocent: a new project, or longer documents, halve it; so more is asked for, and that no less goes in than before.
with

measured as (

    select
        person_key,
        week_start_date,
        tool,
        sum(active_day_count) filter (where is_now) as n_observed,
        median(output_token_count / new_input_token_count) filter (where is_now) as answered_now,
        median(output_token_count / new_input_token_count) filter (where not is_now) as answered_before,
        median(new_input_token_count) filter (where is_now) as input_now,
        median(new_input_token_count) filter (where not is_now) as input_before,
        answered_before / answered_now as own_value,
        cast(null as double) as own_history
    from {{ tool_weeks(12) }}
    where new_input_token_count > 0 and output_token_count > 0
    group by person_key, week_start_date, tool
    having {{ three_weeks_of_both() }}

)
{{ judge('answerless_input', weeks=4, of_tool=true, told={
    'answered': 'round(judged.answered_now, 4)', 'answered_before': 'round(judged.answered_before, 4)',
    'input_a_week': 'round(judged.input_now)', 'input_a_week_before': 'round(judged.input_before)'
}, beyond='judged.input_now >= 1.5 * judged.input_before and coalesce(peers.peer_value, 1) < threshold.limit_value / 2') }}
