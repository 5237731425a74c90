-- A digest of the circumstances of each week that has any.
select
    cast(weeks.week_start_date as date) as week_start_date,
    {{ digest('weeks.person_key, weeks.kind, weeks.start_date, weeks.end_date') }} as version
from (
    select
        context.*,
        unnest(generate_series(
            date_trunc('week', greatest(context.start_date, horizon.first_week)),
            date_trunc('week', least(context.end_date, as_of.as_of_date)),
            interval 7 day
        )) as week_start_date
    from {{ ref('int_context') }} as context
    cross join {{ ref('int_as_of') }} as as_of
    cross join (
        select cast(date_trunc('week', coalesce(min(cast(piece as date)), date '2000-01-03')) as date) as first_week
        from {{ built_versions('fct_usage_days') }}
    ) as horizon
) as weeks
group by weeks.week_start_date
