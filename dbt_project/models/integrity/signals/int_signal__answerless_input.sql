-- Much goes in and little comes out, where it did not before: how many times as many new tokens somebody puts into a
-- tool for each one that it answers, the weeks of four beside those of the eight before. Reads from a cache are no
-- input: of an agent's they are nearly all.
-- Innocent: a new project, or longer documents, halve it; so more is asked for, and that no less goes in than before.
with

weeks as (

    select
        judged.person_key,
        judged.week_start_date,
        judged.tool,
        earlier.week_start_date > judged.week_start_date - 28 as is_now,
        earlier.active_day_count as day_count,
        earlier.new_input_token_count,
        earlier.output_token_count / earlier.new_input_token_count as answered
    from {{ with_tool_weeks(12) }}
    where earlier.new_input_token_count > 0 and earlier.output_token_count > 0

),

of_tools as (

    select
        person_key,
        week_start_date,
        tool,
        sum(day_count) filter (where is_now) as n_observed,
        median(answered) filter (where is_now) as answered_now,
        median(answered) filter (where not is_now) as answered_before,
        median(new_input_token_count) filter (where is_now) as input_now,
        median(new_input_token_count) filter (where not is_now) as input_before,
        answered_before / answered_now as own_value,
        cast(null as double) as own_history
    from weeks
    group by person_key, week_start_date, tool
    having count(*) filter (where is_now) >= 3 and count(*) filter (where not is_now) >= 3

),

measured as (

    {{ strongest_tool('of_tools') }}

)
{{ judge('answerless_input', weeks=4, told={
    'tool': 'judged.tool', 'answered': 'round(judged.answered_now, 4)', 'answered_before': 'round(judged.answered_before, 4)',
    'input_a_week': 'round(judged.input_now)', 'input_a_week_before': 'round(judged.input_before)'
}, beyond='judged.input_now >= 1.5 * judged.input_before and coalesce(peers.peer_value, 1) < threshold.limit_value / 2') }}
