-- Days on which a tool was asked once or twice, for under a two-thousandth of what its median user has of it in a
-- week: a word, so that the day counts. Honest days differ by a hundred times, not by ten thousand; so a few of them in
-- four weeks say something beside any honest work, where `minimal_days` asks that there be none.
-- Innocent: peers who chat in a few words have such days as well.
with

weeks as (

    select
        *,
        len(list_filter(
            days, lambda day: day.done_count <= 2 and day.measure > 0 and day.measure <= 0.0005 * scale
        )) as tiny_count
    from {{ tool_weeks(14) }}

),

measured as (

    select
        person_key,
        week_start_date,
        tool,
        sum(active_day_count) filter (where is_now) as n_observed,
        sum(tiny_count) filter (where is_now) as own_value,
        {{ usual('tiny_count', 'not is_now') }} as own_history
    from weeks
    group by person_key, week_start_date, tool

)
{{ judge('tiny_days', weeks=4, of_tool=true, beyond='coalesce(peers.peer_value, 0) < 1') }}
