-- Use for the count's sake: week after week no active day with more than two things done on purpose, nor with more
-- than a twentieth of what the median user has in a week. Both, for a day of an agent can be one long session.
-- Where peers do no more either, it is how that work is done.
with

days as (

    select
        judged.person_key,
        judged.week_start_date,
        list_filter(flatten(list(earlier.days)), lambda day: day.action_count is not null) as days
    from {{ with_weeks(6) }}
    group by judged.person_key, judged.week_start_date
    -- repeated weeks: not somebody's first ones
    having count(*) >= 4

),

measured as (

    select
        person_key,
        week_start_date,
        len(days) as n_observed,
        len(list_filter(
            days, lambda day: day.action_count <= 2 and coalesce(day.volume, 0) <= 0.05
        )) / len(days) as own_value,
        cast(null as double) as own_history
    from days
    where len(days) > 0

)
{{ judge('minimal_days', weeks=6, beyond='peers.peer_value < threshold.limit_value / 2') }}
