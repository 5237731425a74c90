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

lines as (

    select
        judged.person_key,
        judged.week_start_date,
        judged.tool,
        earlier.week_start_date > judged.week_start_date - 28 as is_now,
        earlier.accepted_line_count as line_count,
        earlier.accepted_line_count / scales.median_lines as in_median_weeks
    from {{ with_tool_weeks(12) }}
    left join scales on earlier.week_start_date = scales.week_start_date and earlier.tool = scales.tool
    where earlier.accepted_line_count > 0

),

of_tools as (

    select
        person_key,
        week_start_date,
        tool,
        sum(line_count) filter (where is_now) as n_observed,
        max(line_count, 3) filter (where is_now)[3] as lines_now,
        -- a quartile, so that what began some weeks ago does not count as before
        quantile_cont(line_count, 0.25) filter (where not is_now) as lines_before,
        max(in_median_weeks, 3) filter (where is_now)[3] as times_median,
        least(lines_now / lines_before, times_median) as own_value,
        cast(null as double) as own_history
    from lines
    group by person_key, week_start_date, tool
    having count(*) filter (where is_now) >= 3 and count(*) filter (where not is_now) >= 3

),

measured as (

    {{ strongest_tool('of_tools') }}

)
{{ judge('sudden_lines', weeks=4, told={
    'tool': 'judged.tool', 'lines_a_week': 'judged.lines_now', 'lines_a_week_before': 'round(judged.lines_before)',
    'times_median': 'round(judged.times_median, 1)'
}, beyond='coalesce(peers.peer_value, 0) < threshold.limit_value / 2') }}
