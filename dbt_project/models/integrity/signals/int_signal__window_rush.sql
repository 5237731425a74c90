-- What is left of an allowance goes at its end: the share of a week's requests that come in the last three hours in
-- which somebody was there at all, in this week and the one before, the lesser of both. Whatever day the week ends on
-- for them. (Days alone cannot say it: `window_end`.)
-- Innocent: a deadline is once; the week's last session is one of many.
with

weeks as (

    select
        *,
        lag(last_hours_share) over of_person as share_before,
        lag(week_start_date) over of_person as week_before
    from ({{ streams_with_history() }})
    where
        stream = 'all'
        and request_count >= (select n_min from ({{ threshold_of('window_rush') }}))
    window of_person as (partition by person_key order by week_start_date)

),

measured as (

    select
        person_key,
        week_start_date,
        tool,
        request_count as n_observed,
        least(last_hours_share, share_before) as observed_value,
        day_count >= 3 and week_before >= week_start_date - 14 as may_fire,
        struct_pack(days := day_count) as facts
    from weeks
    where share_before is not null

),

{{ rows_of_signal('window_rush') }}
