{{ config(materialized='table', content_by='week_start_date') }}
-- The weeks that signals judge: those since anything was used, and those before in which pull requests were already
-- there. A company whose repositories landed alone, or first, is judged by its pull requests.
with

bounds as (

    select
        (select min(weeks.week_start_date) from {{ ref('int_weeks') }} as weeks) as first_of_use,
        (select min(pulls.week_start_date) from {{ ref('int_signal_pulls') }} as pulls) as first_of_pulls,
        cast(date_trunc('week', as_of.as_of_date) as date) as last_week
    from {{ ref('int_as_of') }} as as_of

)

select
    week_start_date,
    false as is_before_use
from {{ ref('int_weeks') }}

union all

select
    cast(unnest(generate_series(
        first_of_pulls, coalesce(first_of_use - 7, last_week), interval 7 day
    )) as date) as week_start_date,
    true as is_before_use
from bounds
