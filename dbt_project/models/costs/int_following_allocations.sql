{{ piecewise(piece='bill', content_by='usage_date', made_of={
    'int_following_allocations__versions': 'same piece',
    'int_ai_charges': 'versions',
    'int_usage_allocations': 'versions',
    'int_spread_allocations': 'versions',
}) }}
-- Charges without a model (credits, taxes, support) follow the other AI charges of their bill, in their currency.
with

charges as (

    select *
    from {{ ref('int_ai_charges') }}
    where
        allocation_rule = 'follow'
        and {{ in_pieces('bill') }}

),

receivers as (

    select
        bill,
        currency,
        usage_date,
        person_key,
        team_id,
        cost_center,
        is_idle_seat,
        {{ units('sum(allocated_cost)') }} as weight
    from {{ ref('int_leading_allocations') }}
    where bill in (select bill from charges)
    group by bill, currency, usage_date, person_key, team_id, cost_center, is_idle_seat
    -- a receiver that was only given money back bears nothing of what follows
    having sum(allocated_cost) > 0

),

weights as (

    select
        charges.charge_id,
        receivers.usage_date,
        receivers.person_key,
        receivers.team_id,
        receivers.cost_center,
        receivers.is_idle_seat,
        {{ units('charges.billed_cost') }} as units,
        receivers.weight
    from charges
    inner join receivers using (bill, currency)
    where charges.billed_cost != 0

),

{{ by_weight_or_nobodys('usage_date, person_key, team_id, cost_center, is_idle_seat', 'is_idle_seat') }}

select
    charges.bill,
    allocated.charge_id,
    allocated.usage_date,
    allocated.person_key,
    allocated.team_id,
    allocated.cost_center,
    {{ from_units('allocated.units') }} as allocated_cost,
    charges.currency,
    allocated.allocation_method,
    allocated.is_idle_seat
from allocated
inner join charges using (charge_id)
