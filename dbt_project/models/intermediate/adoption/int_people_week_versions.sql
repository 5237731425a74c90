-- What each week's people are made of: who was employed where, and their circumstances (leave is one).
with

weeks as (

    select
        cast(unnest(generate_series(first_week, last_week, interval 7 day)) as date) as week_start_date,
        week_start_date + 7 as after_day
    from (
        select
            date_trunc('week', min(cast(built.piece as date))) as first_week,
            date_trunc('week', any_value(as_of.as_of_date)) as last_week
        from {{ built_versions('fct_usage_days') }} as built
        cross join {{ ref('int_as_of') }} as as_of
    )

),

people as (

    {{ versions_within(
        'weeks', ref('int_people_day_versions'), 'week_start_date', 'week_start_date', 'after_day'
    ) }}

)

select
    cast(weeks.week_start_date as varchar) as piece,
    concat_ws('/', coalesce(people.version, ''), context.version) as version
from weeks
left join people using (week_start_date)
left join {{ ref('int_context_week_versions') }} as context using (week_start_date)
