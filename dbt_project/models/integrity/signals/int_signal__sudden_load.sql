-- Many times as much as before, and as a median user has, in three of four weeks: fleets of agents that work for the
-- number of it. The lesser of two ratios: to somebody's own weeks before, a busy one of them, and to the tool's median
-- user.
-- Innocent: a migration is over in two weeks; who takes to agents has ten times as much (facts, 1), and something to
-- show for it, which is other signals' business: alone this publishes nothing.
with

weeks as (

    select
        judged.person_key,
        judged.week_start_date,
        judged.tool,
        earlier.week_start_date > judged.week_start_date - 28 as is_now,
        earlier.active_day_count as day_count,
        cast(earlier.measure as double) as measure,
        earlier.measure / earlier.scale as in_median_weeks
    from {{ with_tool_weeks(12) }}
    where earlier.measure > 0

),

of_tools as (

    select
        person_key,
        week_start_date,
        tool,
        sum(day_count) filter (where is_now) as n_observed,
        max(measure, 3) filter (where is_now)[3]
        / quantile_cont(measure, 0.75) filter (where not is_now) as times_before,
        max(in_median_weeks, 3) filter (where is_now)[3] as times_median,
        case when times_median > 0 then least(times_before, times_median) end as own_value,
        cast(null as double) as own_history
    from weeks
    group by person_key, week_start_date, tool
    having count(*) filter (where is_now) >= 3 and count(*) filter (where not is_now) >= 3

),

measured as (

    {{ strongest_tool('of_tools') }}

)
{{ judge('sudden_load', weeks=4, told={
    'tool': 'judged.tool', 'times_before': 'round(judged.times_before, 1)', 'times_median': 'round(judged.times_median, 1)'
}, beyond='coalesce(peers.peer_value, 0) < threshold.limit_value / 2') }}
