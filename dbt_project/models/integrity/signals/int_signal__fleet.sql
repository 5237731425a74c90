-- More agents at once than a person can follow, for hours on end: hours of the week with 500 requests or more, when
-- one agent that never waits takes 127 steps (facts: detector D7).
-- Innocent: an evaluation or a nightly batch sends as much for an hour or two; a migration is in the company's
-- context. Steps count, not tokens, so a long context read from the cache is nothing here.
with

measured as (

    select
        person_key,
        week_start_date,
        tool,
        request_count as n_observed,
        crowded_hour_count as observed_value,
        day_count >= 3 as may_fire,
        {
            'requests_an_hour': round(request_count / hour_count, 1),
            'hours': hour_count,
            'longest_run_hours': round(longest_run_hours, 1),
            'days': day_count
        } as facts
    from ({{ streams_with_history() }})
    where stream = 'all'

),

{{ rows_of_signal('fleet') }}
