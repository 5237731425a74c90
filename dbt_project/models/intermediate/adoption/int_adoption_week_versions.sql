-- What each week's adoption is made of: the usage of its days, outcomes of the four weeks around it, who worked where,
-- leave, published cases, and whether the outcome window has passed.
with

weeks as (

    select
        cast(unnest(generate_series(
            date_trunc('week', min(cast(built.piece as date))),
            date_trunc('week', any_value(as_of.as_of_date)),
            interval 7 day
        )) as date) as week_start_date,
        any_value(as_of.as_of_date) as as_of_date
    from {{ built_versions('fct_usage_days') }} as built
    cross join {{ ref('int_as_of') }} as as_of

),

usage as (

    select
        cast(date_trunc('week', cast(piece as date)) as date) as week_start_date,
        {{ digest('piece, version') }} as version
    from {{ built_versions('fct_usage_days') }}
    group by date_trunc('week', cast(piece as date))

),

pulls_by_day as (

    select
        cast(merged_at as date) as merged_on,
        sum(cast(hash(author_key) as hugeint)) as version
    from {{ ref('fct_pull_requests') }}
    where is_counted
    group by cast(merged_at as date)

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
            and pulls_by_day.merged_on <= weeks.as_of_date
    group by weeks.week_start_date

),

people as (

    select
        weeks.week_start_date,
        {{ digest('people.version') }} as version
    from weeks
    inner join {{ ref('int_people_day_versions') }} as people
        on people.valid_from < weeks.week_start_date + 7 and people.valid_to > weeks.week_start_date
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
        coalesce(usage.version, ''),
        coalesce(pulls.version, ''),
        coalesce(people.version, ''),
        coalesce(context.version, ''),
        coalesce(cases.version, ''),
        least(weeks.as_of_date, weeks.week_start_date + 20)
    ) as version
from weeks
left join usage using (week_start_date)
left join pulls using (week_start_date)
left join people using (week_start_date)
left join {{ ref('int_context_week_versions') }} as context using (week_start_date)
left join cases using (week_start_date)
