-- Weeks in which somebody does next to nothing, and that only when the week is about to end: nothing before Friday,
-- and at most two things on purpose on any day.
with

measured as (

    select
        judged.person_key,
        judged.week_start_date,
        count(*) as n_observed,
        count(*) filter (
            where earlier.largest_day_action_count <= 2 and earlier.days[1].day >= earlier.week_start_date + 4
        ) / count(*) as own_value,
        cast(null as double) as own_history
    from {{ with_weeks(5) }}
    where judged.largest_day_action_count is not null and earlier.largest_day_action_count is not null
    group by judged.person_key, judged.week_start_date

)
{{ judge('deadline_pings', weeks=5, beyond='peers.peer_value < threshold.limit_value / 2') }}
