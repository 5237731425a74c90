-- What is left of an allowance goes at its end: the share of a week's requests that come in the last three hours in
-- which somebody was there at all, in this week and the one before, the lesser of both. Whatever day the week ends on
-- for them. (Days alone cannot say it: `window_end`.)
-- Innocent: a deadline is once; the week's last session is one of many; who writes a report every Friday always did,
-- which the lower quartile of the weeks a month and more ago tells.
with

weeks as (

    select
        *,
        lag(last_hours_share) over of_person as share_before,
        lag(request_count) over of_person as count_before,
        lag(week_start_date) over of_person as week_before,
        quantile_disc(last_hours_share, 0.25) over (
            partition by person_key order by week_start_date
            range between interval 84 day preceding and interval 28 day preceding
        ) as usual_share
    from ({{ streams_with_history() }})
    where stream = 'all'
    window of_person as (partition by person_key order by week_start_date)

),

measured as (

    select
        person_key,
        week_start_date,
        tool,
        least(request_count, count_before) as n_observed,
        least(last_hours_share, share_before) as observed_value,
        day_count >= 3 and week_before >= week_start_date - 14 as may_fire,
        struct_pack(own_history := round(usual_share, 4), days := day_count) as facts
    from weeks
    where share_before is not null

),

{{ rows_of_signal('window_rush') }}
