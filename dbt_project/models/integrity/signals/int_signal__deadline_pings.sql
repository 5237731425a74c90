-- Weeks in which somebody does next to nothing with a tool, and that only when the week is about to end: nothing
-- before Friday, and at most two things on any day. Of the last five weeks with the tool, within eight: honest work
-- from before it began hides it no longer than that, and honest work with another tool not at all.
with

weeks as (

    select
        judged.person_key,
        judged.week_start_date,
        judged.tool,
        earlier.week_start_date as earlier_week,
        earlier.days[1].day as first_day,
        list_max(list_transform(earlier.days, lambda day: day.done_count)) as largest_day_count
    from {{ with_tool_weeks(8) }}

),

last_weeks as (

    select
        person_key,
        week_start_date,
        tool,
        list(largest_day_count <= 2 and first_day >= earlier_week + 4 order by earlier_week desc)[:5] as are_pings
    from weeks
    where largest_day_count is not null
    group by person_key, week_start_date, tool

),

of_tools as (

    select
        person_key,
        week_start_date,
        tool,
        len(are_pings) as n_observed,
        len(list_filter(are_pings, lambda is_ping: is_ping)) / len(are_pings) as own_value,
        cast(null as double) as own_history
    from last_weeks
    where len(are_pings) >= (select threshold.n_min from ({{ threshold_of('deadline_pings') }}) as threshold)

),

measured as (

    {{ strongest_tool('of_tools') }}

)
{{ judge('deadline_pings', weeks=8, told={'tool': 'judged.tool'},
         beyond='peers.peer_value < threshold.limit_value / 2') }}
