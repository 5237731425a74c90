-- Hours of the week that have a request: nobody is awake in more than a hundred of its 168, weekend and nights
-- (facts: detector D6, without a time zone).
-- Innocent: a week on call or in two zones has hours all around the clock, but few of them; agents that run through
-- some nights leave the days between; a key that CI uses goes by pushes, which rest when the team does.
with

measured as (

    select
        person_key,
        week_start_date,
        tool,
        request_count as n_observed,
        hour_count as observed_value,
        day_count >= 6 as may_fire,
        struct_pack(
            longest_run_hours := round(longest_run_hours, 1),
            days := day_count,
            requests := request_count
        ) as facts
    from ({{ streams_with_history() }})
    where stream = 'all'

),

{{ rows_of_signal('no_pause') }}
