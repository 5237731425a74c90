-- Runs that stop at a round number of tokens, as tools that are given a target do (facts: burner tools, D12): by how
-- many standard deviations there are more of them in four weeks than chance has (int_request_runs).
-- Innocent: runs that a context's limit cuts are all of one size; a target is met at several, and most runs meet it.
with

weeks as (

    select
        judged.person_key,
        judged.week_start_date,
        sum(earlier.run_count) as n_observed,
        sum(earlier.round_count) as round_count
    from {{ ref('int_request_runs') }} as judged
    inner join {{ ref('int_request_runs') }} as earlier
        on
            judged.person_key = earlier.person_key
            and judged.week_start_date >= earlier.week_start_date
            and judged.week_start_date <= earlier.week_start_date + 21
    where
        {{ in_span('judged.week_start_date', before=84) }}
        and {{ in_span('earlier.week_start_date', before=105) }}
    group by judged.person_key, judged.week_start_date

),

measured as (

    select
        person_key,
        week_start_date,
        cast(null as varchar) as tool,
        n_observed,
        (round_count - 0.13 * n_observed) / sqrt(0.13 * 0.87 * n_observed) as observed_value,
        round_count >= 0.3 * n_observed as may_fire,
        struct_pack(round_runs := round_count, round_share := round(round_count / n_observed, 4)) as facts
    from weeks

),

{{ rows_of_signal('round_runs') }}
