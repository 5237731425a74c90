{{ piecewise(piece='charge_period', content_by="billing_period || '-01'", made_of={
    'int_charge_people__versions': 'same piece',
    'int_usage_allocations': 'versions',
    'int_spread_allocations': 'versions',
    'int_people_validity': 'versions',
}) }}
-- How many people share a charge, and the most that one of them carries. A month's spend is about at least as many
-- people as any of its charges, and nobody carries more of it than the largest parts together: known without a look at
-- a month of allocations. Who is billed by name stays known, to count once over many charges.
with

parts as (

    select
        allocations.charge_period,
        allocations.charge_id,
        allocations.person_key,
        -- a bill is named by its issuer and its period
        any_value(right(allocations.bill, 7)) as billing_period,
        any_value(allocations.allocation_method) as allocation_method,
        sum(allocations.allocated_cost) as allocated_cost
    from {{ ref('int_leading_allocations') }} as allocations
    left join {{ ref('int_people_validity') }} as services
        on
            services.employment_type = 'service'
            and allocations.person_key = services.person_key
            and allocations.usage_date >= services.valid_from
            and allocations.usage_date < services.valid_to
    where
        allocations.person_key != 'unattributed'
        and services.person_key is null
        and {{ in_pieces('allocations.charge_period') }}
    group by allocations.charge_period, allocations.charge_id, allocations.person_key

)

select
    charge_period,
    charge_id,
    any_value(billing_period) as billing_period,
    max(person_key) filter (where allocation_method = 'direct') as person_key,
    count(*) as people_count,
    max(abs(allocated_cost)) as largest_cost
from parts
where allocated_cost != 0
group by charge_period, charge_id
