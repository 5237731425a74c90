-- What each week's adoption is made of: the usage of its days, outcomes of the four weeks around it, who worked where,
-- leave, published cases, and whether the outcome window has passed.
with

weeks as (

    select
        cast(people.piece as date) as week_start_date,
        people.version,
        as_of.as_of_date
    from {{ built_versions('int_people_weeks') }} as people
    cross join {{ ref('int_as_of') }} as as_of

),

pulls_by_day as (

    select
        active_on as merged_on,
        sum(cast(hash(author_key) as hugeint)) as version
    from {{ ref('int_merged_pulls') }}
    where is_counted
    group by active_on

),

pulls as (

    select
        weeks.week_start_date,
        cast(sum(pulls_by_day.version) as varchar) as version
    from weeks
    inner join pulls_by_day
        on
            pulls_by_day.merged_on >= weeks.week_start_date - 14
            and pulls_by_day.merged_on < weeks.week_start_date + 21
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
        weeks.as_of_date >= weeks.week_start_date + 20
    ) as version
from weeks
left join {{ built_versions('int_person_usage_weeks') }} as usage
    on usage.piece = cast(weeks.week_start_date as varchar)
left join pulls using (week_start_date)
left join cases using (week_start_date)
