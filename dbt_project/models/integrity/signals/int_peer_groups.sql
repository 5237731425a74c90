{{ piecewise(piece='week_start_date', unit='week', pieces_at_once=4, made_of={
    'int_judged_weeks': 'same piece',
    'int_people_weeks': 'same piece',
    'int_signal_weeks': 'same piece',
    'int_people_validity': 'periods',
    'int_context': 'periods',
    'int_last_week_over': 'until',
}) }}
-- Whom somebody at work is compared with in a week: those of the same role and main tool, else of the role, else
-- everybody. Which of them is large enough hangs on what is compared (macros/signals.sql: peers_of). Before anything
-- was used only pull requests are compared: nobody looks at who was on leave for some of its days.
with

weeks as (

    select
        person_key,
        week_start_date,
        team_id,
        scheduled_day_count
    from {{ ref('int_people_weeks') }}
    where {{ in_pieces('week_start_date') }}

    union all

    select
        people.person_key,
        weeks.week_start_date,
        arg_max(people.team_id, people.valid_from) as team_id,
        5 as scheduled_day_count
    from {{ ref('int_judged_weeks') }} as weeks
    inner join {{ ref('int_people_validity') }} as people
        on
            people.employment_type in ('employee', 'contractor')
            and people.valid_from < weeks.week_start_date + 5
            and people.valid_to > weeks.week_start_date
    where weeks.is_before_use and {{ in_pieces('weeks.week_start_date') }}
    group by people.person_key, weeks.week_start_date

),

people as (

    select
        weeks.person_key,
        weeks.week_start_date,
        any_value(weeks.team_id) as team_id,
        any_value(weeks.scheduled_day_count) as scheduled_day_count,
        arg_max(people.role_family, people.valid_from) as role_family,
        arg_max(people.fte, people.valid_from) as fte
    from weeks
    inner join {{ ref('int_people_validity') }} as people
        on
            weeks.person_key = people.person_key
            and people.valid_from < weeks.week_start_date + 7
            and people.valid_to > weeks.week_start_date
    where weeks.week_start_date <= (select last_day from {{ ref('int_last_week_over') }})
    group by weeks.person_key, weeks.week_start_date

),

away as (

    select distinct
        people.person_key,
        people.week_start_date
    from people
    inner join {{ ref('int_context') }} as context
        on
            people.person_key = context.person_key
            and context.kind in ('leave', 'holiday', 'outage')
            and context.start_date < people.week_start_date + 5
            and context.end_date >= people.week_start_date

),

used as (

    select
        person_key,
        week_start_date,
        tool
    from {{ ref('int_signal_weeks') }}
    where {{ in_pieces('week_start_date') }}

)

select
    people.person_key,
    people.week_start_date,
    people.team_id,
    people.role_family,
    used.tool,
    -- of somebody part-time fewer days are expected
    least(
        people.scheduled_day_count, cast(ceil(5 * coalesce(people.fte, 1)) as bigint)
    ) as scheduled_day_count,
    coalesce(people.fte, 1) as fte,
    -- no leave, holiday or outage in it, and no joining or leaving
    people.scheduled_day_count = 5 and away.person_key is null as is_full_week,
    list_filter(
        [people.role_family || ' with ' || used.tool, people.role_family, 'everybody'],
        lambda peer_group: peer_group is not null
    ) as peer_groups
from people
left join used using (person_key, week_start_date)
left join away using (person_key, week_start_date)
