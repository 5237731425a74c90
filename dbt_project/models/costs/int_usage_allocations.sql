{{ piecewise(piece='charge_period', content_by='usage_date', made_of={
    'int_usage_allocations__versions': 'same piece',
    'int_ai_charges': 'versions',
    'fct_usage_days': 'versions',
    'int_people_validity': 'versions',
    'int_teams': 'the whole',
}) }}
-- AI charges over the people whose usage they bill, by the weights of int_usage_weights. What nobody used is nobody's,
-- on all days of the charge.
with

charges as (

    select *
    from {{ ref('int_ai_charges') }}
    where allocation_rule = 'usage' and {{ in_pieces('charge_period') }}

),

-- read twice below, and worked out once
weights as materialized (

    select *
    from {{ ref('int_usage_weights') }}

),

{{ by_weight_or_nobodys('usage_date, person_key, unattributed_team_id') }}

select
    charges.charge_period,
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
