-- Requests that come like clockwork (facts: detector D2): the coefficient of variation of the gaps, cut to the 5th to
-- 95th percentile so that nights and missed runs do not hide a timer. A script beside honest work would drown in it,
-- so its sizes are looked at alone, and the most regular stream speaks.
-- Innocent: agents, batches and evaluations go from one answer to the next, and answers take about as long; a gap
-- under a minute speaks only where the prompt is the same to the token, day after day. A polling editor is its users'
-- fence.
with

measured as (

    select
        person_key,
        week_start_date,
        found.*
    from (
        select
            person_key,
            week_start_date,
            arg_min(
                struct_pack(
                    tool := tool,
                    n_observed := gap_count,
                    observed_value := gap_variation,
                    may_fire := is_clock,
                    facts := struct_pack(
                        median_gap_seconds := round(median_gap_seconds, 1),
                        one_size := case when stream = 'size' then top_size end,
                        days := day_count
                    )
                ),
                (not is_clock, gap_variation, stream)
            ) as found
        from (
            select
                *,
                {{ is_habit() }} and (stream = 'size' or median_gap_seconds >= 60) as is_clock
            from ({{ streams_with_history() }})
        )
        where
            gap_variation is not null
            and gap_count >= (select n_min from ({{ threshold_of('regular_timing') }}))
        group by person_key, week_start_date
    )

),

{{ rows_of_signal('regular_timing', below=true) }}
