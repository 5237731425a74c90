-- Many times as many lines accepted as before, and as a median user accepts, in three of four weeks. The lesser of two
-- ratios, as of `sudden_load`: to somebody's own weeks before, and to the tool's median user.
-- Innocent: a codegen day is one of a week's; who takes to agents has as many more, and something to show for it, which
-- is other signals' business: alone this publishes nothing.
with

scales as (

    select
        week_start_date,
        tool,
        median(accepted_line_count) as median_lines
    from {{ ref('int_signal_tool_weeks') }}
    where accepted_line_count > 0 and {{ in_span('week_start_date', 21) }}
    group by week_start_date, tool

),

measured as (

    select
        weeks.person_key,
        weeks.week_start_date,
        weeks.tool,
        sum(weeks.accepted_line_count) filter (where weeks.is_now) as n_observed,
        max(weeks.accepted_line_count, 3) filter (where weeks.is_now)[3] as lines_now,
        -- a quartile, so that what began some weeks ago does not count as before
        quantile_cont(weeks.accepted_line_count, 0.25) filter (where not weeks.is_now) as lines_before,
        max(weeks.accepted_line_count / scales.median_lines, 3) filter (where weeks.is_now)[3] as times_median,
        least(lines_now / lines_before, times_median) as own_value,
        cast(null as double) as own_history
    from {{ tool_weeks(12) }} as weeks
    left join scales on weeks.earlier_week = scales.week_start_date and weeks.tool = scales.tool
    where weeks.accepted_line_count > 0
    group by weeks.person_key, weeks.week_start_date, weeks.tool
    having {{ three_weeks_of_both() }}

)
{{ judge('sudden_lines', weeks=4, of_tool=true, told={
    'lines_a_week': 'judged.lines_now', 'lines_a_week_before': 'round(judged.lines_before)',
    'times_median': 'round(judged.times_median, 1)'
}, beyond='coalesce(peers.peer_value, 0) < threshold.limit_value / 2') }}
