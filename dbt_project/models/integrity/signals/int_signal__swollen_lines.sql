-- Many times as many lines accepted a week as before, while each cost as many times less of what the tool answered:
-- whatever is suggested is taken, to be deleted again. The lesser of the two ratios, weeks of four beside those of the
-- eight before.
-- Innocent: more work is more of both, and a new default reaches the peers as well. A change from asking to having it
-- written looks the same: evidence beside another family only.
with

weeks as (

    select
        judged.person_key,
        judged.week_start_date,
        judged.tool,
        earlier.week_start_date > judged.week_start_date - 28 as is_now,
        earlier.active_day_count as day_count,
        earlier.accepted_line_count,
        earlier.accepted_line_count / earlier.output_token_count as for_each_token
    from {{ with_tool_weeks(12) }}
    where earlier.accepted_line_count > 0 and earlier.output_token_count > 0

),

steps as (

    select
        person_key,
        week_start_date,
        tool,
        sum(accepted_line_count) filter (where is_now) as n_observed,
        median(accepted_line_count) filter (where is_now) as lines_now,
        median(for_each_token) filter (where is_now) as for_each_now,
        -- quartiles, so that what began some weeks ago does not count as before
        quantile_cont(accepted_line_count, 0.25) filter (where not is_now) as lines_before,
        quantile_cont(for_each_token, 0.25) filter (where not is_now) as for_each_before
    from weeks
    group by person_key, week_start_date, tool
    having
        count(*) filter (where is_now) >= 3
        and count(*) filter (where not is_now) >= 3
        and sum(day_count) filter (where not is_now) >= 6

),

of_tools as (

    select
        *,
        least(lines_now / lines_before, for_each_now / for_each_before) as own_value,
        cast(null as double) as own_history
    from steps
    where n_observed >= (select threshold.n_min from ({{ threshold_of('swollen_lines') }}) as threshold)

),

measured as (

    {{ strongest_tool('of_tools') }}

)
{{ judge('swollen_lines', weeks=4, told={
    'tool': 'judged.tool', 'lines_a_week': 'round(judged.lines_now)', 'lines_a_week_before': 'round(judged.lines_before)'
}, beyond='coalesce(peers.peer_value, 0) < threshold.limit_value / 2') }}
