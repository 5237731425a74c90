-- Use that moved to a key of nobody's: somebody's own falls to a part of what it was, the shared keys of their team
-- rise by about as much, and they merge as before. The lesser of two shares speaks: of their use that is gone, and
-- of that, what came up elsewhere. Where most of the team's use fell, it was moved for all: a gateway, not a
-- person.
with

weeks as (

    select
        people.person_key,
        people.week_start_date,
        people.team_id,
        coalesce(cast(used.amount as double), 0) as amount,
        coalesce(cast(shared.amount as double), 0) as shared_amount,
        coalesce(outcomes.merged_count, 0) as merged_count
    from {{ ref('int_peer_groups') }} as people
    left join {{ ref('int_signal_weeks') }} as used
        on
            people.person_key = used.person_key
            and people.week_start_date = used.week_start_date
            and {{ in_span('used.week_start_date', 77) }}
    left join {{ ref('int_signal_shared_weeks') }} as shared
        on
            people.team_id = shared.team_id
            and people.week_start_date = shared.week_start_date
            and {{ in_span('shared.week_start_date', 77) }}
    left join {{ ref('int_signal_outcomes') }} as outcomes
        on
            people.person_key = outcomes.person_key
            and people.week_start_date = outcomes.week_start_date
            and {{ in_span('outcomes.week_start_date', 77) }}
    where {{ in_span('people.week_start_date', 77) }}

),

-- four weeks beside the eight before them, both a week's
spans as (

    select
        person_key,
        week_start_date,
        team_id,
        avg(amount) over now as amount_now,
        avg(amount) over before as amount_before,
        avg(shared_amount) over now - avg(shared_amount) over before as shared_rise,
        avg(merged_count) over now as merged_now,
        avg(merged_count) over before as merged_before,
        count(*) filter (where amount > 0) over before as n_observed
    from weeks
    window
        now as (
            partition by person_key, team_id order by week_start_date
            range between interval 21 day preceding and current row
        ),
        before as (
            partition by person_key, team_id order by week_start_date
            range between interval 77 day preceding and interval 28 day preceding
        )

),

users as (

    select
        *,
        1 - amount_now / amount_before as fallen_share,
        count(*) filter (where amount_now < 0.5 * amount_before) over of_team as fallen_people,
        count(*) over of_team as people
    from spans
    where n_observed > 0 and amount_before > 0 and {{ in_span('week_start_date') }}
    window of_team as (partition by week_start_date, team_id)

),

measured as (

    select
        person_key,
        week_start_date,
        n_observed,
        greatest(0, least(fallen_share, shared_rise / nullif(amount_before - amount_now, 0))) as own_value,
        cast(null as double) as own_history,
        * exclude (person_key, week_start_date, n_observed)
    from users
    where fallen_share > 0

)
{{ judge('cost_shifting', weeks=12, told={
    'week_now': 'round(judged.amount_now)', 'week_before': 'round(judged.amount_before)',
    'shared_keys_rise': 'round(judged.shared_rise)', 'pulls_a_week': 'round(judged.merged_now, 2)',
    'pulls_a_week_before': 'round(judged.merged_before, 2)'
}, beyond='judged.merged_before > 0 and judged.merged_now >= 0.7 * judged.merged_before'
          ' and judged.people >= 3 and judged.fallen_people <= 0.5 * judged.people') }}
