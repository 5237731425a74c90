-- Weeks in which somebody does next to nothing with a tool, and that only when the week is about to end: nothing
-- before Friday, and at most two things on any day. Of the last five weeks with the tool, within eight: honest work
-- from before it began hides it no longer than that, and honest work with another tool not at all.
with

last_weeks as (

    select
        person_key,
        week_start_date,
        tool,
        list(
            list_max(list_transform(days, lambda day: day.done_count)) <= 2 and days[1].day >= earlier_week + 4
            order by earlier_week desc
        )[:5] as are_pings
    from {{ tool_weeks(8) }}
    where list_max(list_transform(days, lambda day: day.done_count)) is not null
    group by person_key, week_start_date, tool

),

measured as (

    select
        person_key,
        week_start_date,
        tool,
        len(are_pings) as n_observed,
        len(list_filter(are_pings, lambda is_ping: is_ping)) / len(are_pings) as own_value,
        cast(null as double) as own_history
    from last_weeks

)
{{ judge('deadline_pings', weeks=8, of_tool=true, beyond='peers.peer_value < threshold.limit_value / 2') }}
