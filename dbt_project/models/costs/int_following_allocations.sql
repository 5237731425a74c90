{{ piecewise(piece='bill', content_by='usage_date', made_of={
    'int_following_allocations__versions': 'same piece',
    'int_ai_charges': 'versions',
    'int_usage_allocations': 'versions',
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
        {{ units('sum(allocated_cost)') }} as weight
    from {{ ref('int_usage_allocations') }}
    where bill in (select bill from charges)
    group by bill, currency, usage_date, person_key, team_id, cost_center
    -- a receiver that was only given money back bears nothing of what follows
    having sum(allocated_cost) > 0

),

weighted as (

    select
        charges.charge_id,
        receivers.usage_date,
        receivers.person_key,
        receivers.team_id,
        receivers.cost_center,
        {{ units('charges.billed_cost') }} as units,
        receivers.weight
    from charges
    inner join receivers using (bill, currency)
    where charges.billed_cost != 0

),

shared as (

    {{ largest_remainder('weighted', 'charge_id', 'usage_date, person_key, team_id, cost_center') }}

),

allocated as (

    select
        charge_id,
        usage_date,
        person_key,
        team_id,
        cost_center,
        {{ from_units('share_units') }} as allocated_cost,
        'usage_share' as allocation_method
    from shared
    where share_units != 0

    union all

    select
        charge_id,
        charge_date_start as usage_date,
        'unattributed' as person_key,
        'unattributed' as team_id,
        'unattributed' as cost_center,
        billed_cost as allocated_cost,
        'unattributed' as allocation_method
    from charges
    where charge_id not in (select charge_id from weighted)

)

select
    charges.bill,
    allocated.charge_id,
    allocated.usage_date,
    allocated.person_key,
    allocated.team_id,
    allocated.cost_center,
    allocated.allocated_cost,
    charges.currency,
    allocated.allocation_method
from allocated
inner join charges using (charge_id)
