-- Many times as much as before, in three of four weeks, and no more comes of it than did: how many times as much is
-- used for each thing that comes of a week (a change merged, a pull that is open, one reviewed), or for each line
-- merged, whichever grew more. The lesser of that and of what it is in weeks of a median user.
-- Innocent: who merges or reviews as many times more, or one change as many times larger; a migration is over in two
-- weeks. Who had nothing to show before is not judged.
with

weeks as (

    select
        judged.person_key,
        judged.week_start_date,
        earlier.week_start_date > judged.week_start_date - 28 as is_now,
        earlier.active_day_count,
        cast(earlier.volume as double) as volume,
        coalesce(outcomes.outcome_count + outcomes.open_count + outcomes.reviewed_count, 0) as come_of_it,
        case when outcomes.person_key is null then 0 else outcomes.added_line_count end as added_line_count
    from {{ with_weeks(12) }}
    left join {{ ref('int_signal_outcomes') }} as outcomes
        on
            earlier.person_key = outcomes.person_key
            and earlier.week_start_date = outcomes.week_start_date
            and {{ in_span('outcomes.week_start_date', 77) }}
    where earlier.volume > 0

),

steps as (

    select
        person_key,
        week_start_date,
        sum(active_day_count) filter (where is_now) as n_observed,
        max(volume, 3) filter (where is_now)[3] as times_median,
        times_median / quantile_cont(volume, 0.75) filter (where not is_now) as times_before,
        avg(come_of_it) filter (where is_now) as yield_now,
        avg(come_of_it) filter (where not is_now) as yield_before,
        -- unknown of one week is unknown
        case when count(*) = count(added_line_count) then avg(added_line_count) filter (where is_now) end as lines_now,
        avg(added_line_count) filter (where not is_now) as lines_before
    from weeks
    group by person_key, week_start_date
    having {{ three_weeks_of_both() }}

),

measured as (

    select
        steps.*,
        greatest(
            1, steps.yield_now / steps.yield_before, steps.lines_now / nullif(steps.lines_before, 0)
        ) as times_yield,
        least(steps.times_before / times_yield, steps.times_median) as own_value,
        cast(null as double) as own_history
    from steps
    inner join {{ ref('int_peer_groups') }} as peers using (person_key, week_start_date)
    left join {{ ref('role_outcomes') }} as role_outcomes using (role_family)
    where
        steps.yield_before > 0
        and {{ outcome_is_a_pull() }}
        and {{ in_span('peers.week_start_date') }}

)
{{ judge('load_without_yield', weeks=4, told={
    'times_before': 'round(judged.times_before, 1)', 'times_yield': 'round(judged.times_yield, 1)',
    'yield_a_week': 'round(judged.yield_now, 1)', 'yield_a_week_before': 'round(judged.yield_before, 1)'
}, beyond='coalesce(peers.peer_value, 0) < threshold.limit_value / 2') }}
