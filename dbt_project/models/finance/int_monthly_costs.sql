{{ piecewise(piece='bill', content_by='bill', pieces_at_once=1, made_of={
    'int_monthly_costs__versions': 'same piece',
    'int_usage_allocations': 'versions',
    'int_spread_allocations': 'versions',
    'int_following_allocations': 'versions',
    'int_ai_charges': 'versions',
    'int_services': 'the whole',
}) }}
-- What is allocated, by the month it was used in: the seat of a year costs each of its months. Who is behind a sum is
-- told as mart_monthly_spend tells it: people once a bill, services and nobody not at all.
with

allocations as (

    select
        bill,
        charge_id,
        usage_date,
        person_key,
        cost_center,
        allocated_cost
    from {{ ref('int_leading_allocations') }}
    where {{ in_pieces('bill') }}
    union all
    select
        bill,
        charge_id,
        usage_date,
        person_key,
        cost_center,
        allocated_cost
    from {{ ref('int_following_allocations') }}
    where {{ in_pieces('bill') }}

),

people as (

    select
        charges.bill,
        charges.issuer,
        cast(date_trunc('month', allocations.usage_date) as date) as month,
        allocations.cost_center,
        {{ tool_of('charges') }} as tool,
        charges.currency,
        case
            when
                allocations.person_key != 'unattributed'
                and allocations.person_key not in (
                    select services.person_key from {{ ref('int_services') }} as services
                )
                then allocations.person_key
        end as person_key,
        sum(allocations.allocated_cost) as allocated_cost
    from allocations
    inner join {{ ref('int_ai_charges') }} as charges
        on
            allocations.bill = charges.bill
            and allocations.charge_id = charges.charge_id
            and {{ in_pieces('charges.bill') }}
    group by all

)

select
    bill,
    issuer,
    month,
    cost_center,
    tool,
    currency,
    cast(sum(allocated_cost) as decimal(38, 12)) as allocated_cost,
    count(*) filter (where person_key is not null and allocated_cost != 0) as people_count,
    cast(coalesce(max(abs(allocated_cost)) filter (where person_key is not null), 0) as decimal(38, 12))
        as largest_person_cost
from people
group by bill, issuer, month, cost_center, tool, currency
