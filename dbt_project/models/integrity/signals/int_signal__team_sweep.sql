-- A team that does next to nothing, all on the same day: somebody asked for it before a cut-off. Of a team's people
-- with any use in a week at least five, and most of them, have it on one day only, with at most two things done on
-- purpose. Once is a training day; it speaks when it happens again.
with

weeks as (

    select
        weeks.person_key,
        weeks.week_start_date,
        peers.team_id,
        case
            when weeks.active_day_count = 1 and weeks.largest_day_action_count <= 2 then weeks.days[1].day
        end as only_day
    from {{ ref('int_signal_weeks') }} as weeks
    inner join {{ ref('int_peer_groups') }} as peers using (person_key, week_start_date)
    where
        peers.team_id != 'unattributed'
        and weeks.largest_day_action_count is not null
        and {{ in_span('weeks.week_start_date', 49) }}
        and {{ in_span('peers.week_start_date', 49) }}

),

sweeps as (

    select
        *,
        count(*) over (partition by week_start_date, team_id, only_day) as sweep_count,
        only_day is not null
        and sweep_count >= 5
        and sweep_count > 0.5 * count(*) over (partition by week_start_date, team_id) as is_swept
    from weeks

),

measured as (

    select
        judged.person_key,
        judged.week_start_date,
        count(*) as n_observed,
        count(*) filter (where earlier.is_swept) as own_value,
        cast(null as double) as own_history,
        any_value(judged.team_id) as team_id,
        any_value(judged.only_day) filter (where judged.is_swept) as swept_on,
        any_value(judged.sweep_count) filter (where judged.is_swept) as swept_people
    from sweeps as judged
    inner join sweeps as earlier
        on
            judged.person_key = earlier.person_key
            and judged.week_start_date >= earlier.week_start_date
            and judged.week_start_date <= earlier.week_start_date + 49
    where {{ in_span('judged.week_start_date') }}
    group by judged.person_key, judged.week_start_date

)
{{ judge('team_sweep', weeks=1, told={
    'team': 'judged.team_id', 'only_day': 'judged.swept_on', 'people_on_that_day': 'judged.swept_people'
}, beyond='judged.swept_on is not null') }}
