{{ config(materialized='table', content_by='week_start_date') }}
-- The weeks from the first with any usage to that of the as-of date. The outcomes of one are all known when 14 days
-- have passed since its end, and pull requests have landed at all: until then they are unknown, whatever merges.
with

weeks as (

    select cast(unnest(generate_series(first_week, last_week, interval 7 day)) as date) as week_start_date
    from (
        select
            (
                select date_trunc('week', min(cast(piece as date))) from {{ state_table('fct_usage_days', 'content') }}
            ) as first_week,
            date_trunc('week', as_of.as_of_date) as last_week
        from {{ ref('int_as_of') }} as as_of
    )

)

select
    weeks.week_start_date,
    weeks.week_start_date + 6 <= as_of.as_of_date as are_days_past,
    weeks.week_start_date + 20 <= as_of.as_of_date and exists (
        select 1
        from {{ ref('int_partition_versions') }} as partitions
        where partitions.source in {{ literals(sources_of(['pull_requests'])) }}
    ) as are_outcomes_known
from weeks
cross join {{ ref('int_as_of') }} as as_of
-- depends on {{ ref('fct_usage_days') }}
