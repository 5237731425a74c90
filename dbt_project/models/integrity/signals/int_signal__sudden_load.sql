-- Many times as much as before, and as a median user has, in three of four weeks: fleets of agents that work for the
-- number of it. The lesser of two ratios: to somebody's own weeks before, a busy one of them, and to the tool's median
-- user.
-- Innocent: a migration is over in two weeks; who takes to agents has ten times as much (facts, 1), and something to
-- show for it, which is other signals' business: alone this publishes nothing.
with

measured as (

    select
        person_key,
        week_start_date,
        tool,
        sum(active_day_count) filter (where is_now) as n_observed,
        max(cast(measure as double), 3) filter (where is_now)[3]
        / quantile_cont(cast(measure as double), 0.75) filter (where not is_now) as times_before,
        max(measure / scale, 3) filter (where is_now)[3] as times_median,
        case when times_median > 0 then least(times_before, times_median) end as own_value,
        cast(null as double) as own_history
    from {{ tool_weeks(12) }}
    where measure > 0
    group by person_key, week_start_date, tool
    having {{ three_weeks_of_both() }}

)
{{ judge('sudden_load', weeks=4, of_tool=true, told={
    'times_before': 'round(judged.times_before, 1)', 'times_median': 'round(judged.times_median, 1)'
}, beyond='coalesce(peers.peer_value, 0) < threshold.limit_value / 2') }}
