{{ config(materialized='piecewise', piece='week_start_date', pieces_at_once=4) }}
-- Who used AI in a week, and how: with intent, or on no active day more than twice.
with

days as (

    select
        cast(date_trunc('week', usage_date) as date) as week_start_date,
        person_key,
        sum(intentional_action_count) filter (where is_primary_measurement) as intentional_action_count
    from {{ ref('fct_usage_days') }}
    where
        usage_date <= (select as_of_date from {{ ref('int_as_of') }})
        and {{ is_in_stale('week', 'usage_date', ref('int_usage_week_versions')) }}
    group by usage_date, person_key

)

select
    week_start_date,
    person_key,
    coalesce(sum(intentional_action_count) > 0, false) as is_intentional,
    -- a day whose intent cannot be known is not held against anybody
    bool_and(coalesce(intentional_action_count <= 2, false)) as is_compliance_only
from days
group by week_start_date, person_key
