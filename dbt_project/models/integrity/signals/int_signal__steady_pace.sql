-- A few sizes of prompt sent at a pace that no person keeps, however long each sleep is drawn: gaps that vary less
-- than those of arrivals at random, in twenty-four half hours of the week or more. People send in bursts and pause.
-- Innocent: an agent's steps and completions while typing are steady as well, but of sizes that differ (they must be
-- a third of all requests here) or with pauses of a person between; a batch is over within hours.
with

measured as (

    select
        person_key,
        week_start_date,
        tool,
        gap_count as n_observed,
        gap_variation as observed_value,
        {{ is_habit() }}
        and half_hour_count >= 24
        and request_count >= 0.35 * all_request_count as may_fire,
        {
            'requests': request_count,
            'half_hours': half_hour_count,
            'days': day_count,
            'median_gap_seconds': round(median_gap_seconds, 1)
        } as facts
    from ({{ streams_with_history() }})
    where
        stream = 'steps'
        and gap_variation is not null

),

{{ rows_of_signal('steady_pace', below=true) }}
