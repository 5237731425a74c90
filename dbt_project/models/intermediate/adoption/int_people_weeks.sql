{{ config(materialized='piecewise', piece='week_start_date') }}
-- Who could have used anything in a week: humans with at least one weekday employed and not on leave; and their team,
-- as of their last day of that week. Weeks up to the as-of date.
with

weeks as (

    select cast(piece as date) as week_start_date
    from {{ ref('int_people_week_versions') }}
    where {{ is_stale('piece', ref('int_people_week_versions')) }}

),

weekdays as (

    select
        week_start_date,
        cast(unnest(generate_series(week_start_date, week_start_date + 4, interval 1 day)) as date) as weekday
    from weeks

),

working as (

    select
        weekdays.week_start_date,
        weekdays.weekday,
        people.person_key,
        people.team_id
    from weekdays
    inner join {{ ref('dim_people') }} as people
        on
            people.employment_type in ('employee', 'contractor')
            and weekdays.weekday >= people.valid_from
            and weekdays.weekday < coalesce(people.valid_to, date '9999-12-31')
    where not exists (
        select 1
        from {{ ref('int_context') }} as context
        where
            context.kind = 'leave'
            and context.person_key = people.person_key
            and weekdays.weekday >= context.start_date
            and weekdays.weekday <= context.end_date
    )

)

select
    week_start_date,
    person_key,
    coalesce(max_by(team_id, weekday), 'unattributed') as team_id,
    count(*) as scheduled_day_count
from working
group by week_start_date, person_key
