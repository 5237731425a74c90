-- As many active days in every week, fewer than were worked, and at least three: a target of days that is met and
-- not passed. Of somebody part-time their own days are expected (int_peer_groups), so that four of four are no
-- target; weeks cut short by leave say nothing.
with

weeks as (

    select
        judged.person_key,
        judged.week_start_date,
        judged.active_day_count,
        earlier.active_day_count as earlier_day_count,
        earlier.active_day_count < peers.scheduled_day_count as is_short
    from {{ with_weeks(8) }}
    inner join {{ ref('int_peer_groups') }} as peers
        on earlier.person_key = peers.person_key and earlier.week_start_date = peers.week_start_date
    where
        judged.active_day_count >= 3
        and peers.is_full_week
        and {{ in_span('peers.week_start_date', 49) }}

),

measured as (

    select
        person_key,
        week_start_date,
        count(*) as n_observed,
        count(*) filter (where earlier_day_count = active_day_count and is_short) / count(*) as own_value,
        cast(null as double) as own_history,
        any_value(active_day_count) as active_day_count
    from weeks
    group by person_key, week_start_date

)
{{ judge('exact_days', weeks=8, told={'active_days': 'judged.active_day_count'}) }}
