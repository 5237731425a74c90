-- Requests that begin at the same point of the minute, or of 5, 10, 15 or 30 minutes, as a scheduler starts them
-- (facts: detector D3, by the mean direction on the clock's face: 1 where all coincide, near 0 where none do). Missed
-- runs and a gap of hours do not hide a phase.
-- Innocent: people meet at full hours, and come back from them at other minutes each time; an editor that polls keeps
-- the phase of the minute at which it was opened, which is another
-- one every day; a job that starts once a night has one start a night, and must last for half a day to be judged.
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
            max(struct_pack(
                may_fire := {{ is_habit() }} and half_hour_count >= 24,
                observed_value := phase.concentration,
                n_observed := apart_count,
                tool := tool,
                facts := struct_pack(period_minutes := phase.minutes, half_hours := half_hour_count, days := day_count)
            )) as found
        from (
            select
                *,
                unnest([
                    struct_pack(concentration := phase_1_minutes, minutes := 1),
                    struct_pack(concentration := phase_5_minutes, minutes := 5),
                    struct_pack(concentration := phase_10_minutes, minutes := 10),
                    struct_pack(concentration := phase_15_minutes, minutes := 15),
                    struct_pack(concentration := phase_30_minutes, minutes := 30)
                ]) as phase
            from ({{ streams_with_history() }})
            where
                stream != 'all'
                and apart_count >= (select n_min from ({{ threshold_of('clock_phase') }}))
        )
        group by person_key, week_start_date
    )

),

{{ rows_of_signal('clock_phase') }}
