-- Use for the count's sake: week after week no active day with more than two things done on purpose, nor with more
-- than a twentieth of what the median user has in a week. Both, for a day of an agent can be one long session.
-- Where peers do no more either, it is how that work is done.
with

weeks as (

    select
        judged.person_key,
        judged.week_start_date,
        earlier.week_start_date > judged.week_start_date - 28 as is_now,
        list_filter(earlier.days, lambda day: day.action_count is not null) as known_days,
        list_filter(known_days, lambda day: day.action_count <= 2 and coalesce(day.volume, 0) <= 0.05) as minimal_days
    from {{ with_weeks(14) }}

),

measured as (

    select
        person_key,
        week_start_date,
        sum(len(known_days)) filter (where is_now) as n_observed,
        sum(len(minimal_days)) filter (where is_now)
        / nullif(sum(len(known_days)) filter (where is_now), 0) as own_value,
        {{ usual('len(minimal_days) / nullif(len(known_days), 0)', 'not is_now') }} as own_history
    from weeks
    group by person_key, week_start_date
    -- repeated weeks: not somebody's first ones
    having count(*) filter (where is_now) >= 3

)
{{ judge('minimal_days', weeks=4, beyond='peers.peer_value < threshold.limit_value / 2') }}
