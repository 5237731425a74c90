-- What each week's adoption is made of: the usage of its days, who worked where, leave, published cases and, once they
-- are past, the outcomes of the four weeks around it; until then those are unknown, whatever merges.
with

weeks as (

    select
        cast(people.piece as date) as week_start_date,
        people.version,
        coalesce(cast(people.piece as date) <= horizon.last_known_week, false) as is_past
    from {{ built_versions('int_people_weeks') }} as people
    left join {{ ref('int_outcome_horizon') }} as horizon on true

),

pulls as (

    select
        weeks.week_start_date,
        {{ digest('days.active_on, days.version') }} as version
    from weeks
    inner join {{ ref('int_merged_pull_day_versions') }} as days
        on
            weeks.is_past
            and days.active_on >= weeks.week_start_date - 14
            and days.active_on < weeks.week_start_date + 21
    group by weeks.week_start_date

),

cases as (

    select
        weeks.week_start_date,
        {{ digest('cases.person_key') }} as version
    from weeks
    inner join {{ ref('mart_gaming_cases') }} as cases
        on
            cases.is_published
            and cases.opened_on < weeks.week_start_date + 7
            and cases.last_seen_on >= weeks.week_start_date
    group by weeks.week_start_date

)

select
    cast(weeks.week_start_date as varchar) as piece,
    concat_ws(
        '/',
        weeks.version,
        coalesce(usage.version, ''),
        coalesce(pulls.version, ''),
        coalesce(cases.version, ''),
        weeks.is_past
    ) as version
from weeks
left join {{ built_versions('int_person_usage_weeks') }} as usage
    on usage.piece = cast(weeks.week_start_date as varchar)
left join pulls using (week_start_date)
left join cases using (week_start_date)
