{# others see it by the month of use #}
{{ piecewise(piece='bill', content_by='month', pieces_at_once=1, made_of={
    'int_person_monthly_costs__versions': 'same piece',
    'int_usage_allocations': 'versions',
    'int_spread_allocations': 'versions',
    'int_following_allocations': 'versions',
    'int_ai_charges': 'versions',
    'int_services': 'the whole',
}) }}
-- What is allocated, by the month it was used in: the seat of a year costs each of its months. Services and nobody are
-- no person. What is charged by the token is told apart, for that is what a meter counts too.
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

)

select
    charges.bill,
    charges.issuer,
    charges.billing_period,
    cast(date_trunc('month', allocations.usage_date) as date) as month,
    allocations.cost_center,
    {{ tool_of('charges') }} as tool,
    charges.currency,
    charges.model is not null and charges.token_kind is not null as is_by_token,
    case
        when
            allocations.person_key != 'unattributed'
            and allocations.person_key not in (
                select services.person_key from {{ ref('int_services') }} as services
            )
            then allocations.person_key
    end as person_key,
    cast(sum(allocations.allocated_cost) as decimal(38, 12)) as allocated_cost
from allocations
inner join {{ ref('int_ai_charges') }} as charges
    on
        allocations.bill = charges.bill
        and allocations.charge_id = charges.charge_id
        and {{ in_pieces('charges.bill') }}
group by all
