{{ config(materialized='piecewise', piece='week_start_date', pieces_at_once=4) }}

with

scheduled as (

    select *
    from {{ ref('int_people_weeks') }}
    where {{ is_stale('week_start_date', ref('int_adoption_week_versions')) }}

),

usage as (

    select *
    from {{ ref('int_person_usage_weeks') }}
    where {{ is_stale('week_start_date', ref('int_adoption_week_versions')) }}

),

-- weeks whose outcomes are all known
past as (

    select distinct week_start_date
    from scheduled
    where week_start_date <= (select as_of_date - 20 from {{ ref('int_as_of') }})

),

-- From 14 days before a week to 14 days after it: a pull merged in a week is an outcome of that week and of the two on
-- either side. Who merged in a week is one row here, however many pulls.
outcomes as (

    select distinct
        past.week_start_date,
        merged.author_key as person_key
    from past
    cross join (values (-14), (-7), (0), (7), (14)) as neighbours (days)
    inner join (
        select distinct
            cast(date_trunc('week', active_on) as date) as week_start_date,
            author_key
        from {{ ref('int_merged_pulls') }}
        where
            is_counted
            and active_on >= (select min(past.week_start_date) - 14 from past)
            and active_on < (select max(past.week_start_date) + 21 from past)
    ) as merged
        on past.week_start_date + neighbours.days = merged.week_start_date

),

flagged as (

    select distinct
        scheduled.week_start_date,
        scheduled.person_key
    from scheduled
    inner join {{ ref('mart_gaming_cases') }} as cases
        on
            scheduled.person_key = cases.person_key
            and cases.is_published
            and cases.opened_on < scheduled.week_start_date + 7
            and cases.last_seen_on >= scheduled.week_start_date

),

people as (

    select
        scheduled.week_start_date,
        scheduled.team_id,
        scheduled.person_key,
        usage.person_key is not null as is_touched,
        coalesce(usage.is_intentional, false) as is_intentional,
        coalesce(usage.is_compliance_only, false) as is_compliance_only,
        coalesce(usage.is_intentional, false) and outcomes.person_key is not null as has_outcome,
        flagged.person_key is not null as is_flagged
    from scheduled
    left join usage using (week_start_date, person_key)
    left join outcomes using (week_start_date, person_key)
    left join flagged using (week_start_date, person_key)

),

counted as (

    select
        week_start_date,
        case when grouping(team_id) = 1 then 'all' else team_id end as team_id,
        count(*) as scheduled_people,
        count(*) filter (where is_touched) as touched_people,
        count(*) filter (where is_intentional) as intentional_people,
        count(*) filter (where has_outcome) as outcome_people,
        count(*) filter (where is_flagged) as flagged_people,
        count(*) filter (where is_compliance_only) as compliance_only_people
    from people
    group by grouping sets ((week_start_date, team_id), (week_start_date))

)

select
    counted.week_start_date,
    counted.team_id,
    counted.scheduled_people,
    counted.touched_people,
    counted.intentional_people,
    case when past.week_start_date is not null then counted.outcome_people end as outcome_people,
    counted.flagged_people,
    {{ share('counted.touched_people', 'counted.scheduled_people') }} as weekly_usage_share,
    {{ share('counted.intentional_people', 'counted.scheduled_people') }} as intentional_usage_share,
    case
        when past.week_start_date is not null then {{ share('counted.outcome_people', 'counted.scheduled_people') }}
    end as outcome_usage_share,
    targets.target_value as target_share,
    {{ share('counted.compliance_only_people', 'counted.scheduled_people') }} as compliance_only_share,
    counted.compliance_only_people
from counted
left join past using (week_start_date)
cross join {{ ref('targets') }} as targets
where targets.target = 'weekly_usage_share'
