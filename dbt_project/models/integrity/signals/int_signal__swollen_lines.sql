-- Many times as many lines accepted a week as before, while each cost as many times less of what the tool answered:
-- whatever is suggested is taken, to be deleted again. The lesser of the two ratios, weeks of four beside those of the
-- eight before.
-- Innocent: more work is more of both, and a new default reaches the peers as well. A change from asking to having it
-- written looks the same: evidence beside another family only.
with

steps as (

    select
        person_key,
        week_start_date,
        tool,
        sum(accepted_line_count) filter (where is_now) as n_observed,
        median(accepted_line_count) filter (where is_now) as lines_now,
        median(accepted_line_count / output_token_count) filter (where is_now) as for_each_now,
        -- quartiles, so that what began some weeks ago does not count as before
        quantile_cont(accepted_line_count, 0.25) filter (where not is_now) as lines_before,
        quantile_cont(accepted_line_count / output_token_count, 0.25) filter (where not is_now) as for_each_before
    from {{ tool_weeks(12) }}
    where accepted_line_count > 0 and output_token_count > 0
    group by person_key, week_start_date, tool
    having
        {{ three_weeks_of_both() }}
        and sum(active_day_count) filter (where not is_now) >= 6

),

measured as (

    select
        *,
        least(lines_now / lines_before, for_each_now / for_each_before) as own_value,
        cast(null as double) as own_history
    from steps

)
{{ judge('swollen_lines', weeks=4, of_tool=true, told={
    'lines_a_week': 'round(judged.lines_now)', 'lines_a_week_before': 'round(judged.lines_before)'
}, beyond='coalesce(peers.peer_value, 0) < threshold.limit_value / 2') }}
