{{ config(materialized='piecewise', piece='charge_period') }}
-- How many people share a charge, and the most that one of them carries. A month's spend is about at least as many
-- people as any of its charges, and nobody carries more of it than the largest parts together: known without a look at
-- a month of allocations. Who is billed by name stays known, to count once over many charges.
with

parts as (

    select
        allocations.charge_period,
        allocations.charge_id,
        allocations.person_key,
        any_value(allocations.allocation_method) as allocation_method,
        sum(allocations.allocated_cost) as allocated_cost
    from {{ ref('int_usage_allocations') }} as allocations
    left join {{ ref('dim_people') }} as services
        on
            services.employment_type = 'service'
            and allocations.person_key = services.person_key
            and allocations.usage_date >= services.valid_from
            and allocations.usage_date < coalesce(services.valid_to, date '9999-12-31')
    where
        allocations.person_key != 'unattributed'
        and services.person_key is null
        and {{ is_stale('allocations.charge_period', built_versions('int_usage_allocations')) }}
    group by allocations.charge_period, allocations.charge_id, allocations.person_key

)

select
    charge_period,
    charge_id,
    max(person_key) filter (where allocation_method = 'direct') as person_key,
    count(*) as people_count,
    max(abs(allocated_cost)) as largest_cost
from parts
where allocated_cost != 0
group by charge_period, charge_id
