{{ config(materialized='piecewise', piece='usage_date') }}
-- What a person's day of AI cost, over all charges: a third of the rows for months, cases and pull requests to read.
select
    usage_date,
    person_key,
    team_id,
    currency,
    sum(allocated_cost) as allocated_cost
from {{ ref('fct_cost_allocations') }}
where {{ is_stale('usage_date', ref('int_allocation_day_versions')) }}
group by usage_date, person_key, team_id, currency
