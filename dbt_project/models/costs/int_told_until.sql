-- The day everything takes for today, and the last days of pull requests and of usage.
select
    as_of_date,
    (
        select max(cast(piece as date)) from {{ state_table('fct_pull_requests', 'content') }}
    ) as pulls_until,
    (
        select max(cast(piece as date))
        from (
            select piece from {{ state_table('fct_usage_days', 'content') }}
            union all
            select piece from {{ state_table('fct_requests', 'content') }}
        )
    ) as usage_until
from {{ ref('int_as_of') }}
-- depends on {{ ref('fct_pull_requests') }}, {{ ref('fct_usage_days') }}, {{ ref('fct_requests') }}
