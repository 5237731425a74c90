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

shared as (

    {{ largest_remainder('weights', 'charge_id', 'usage_date, person_key, unattributed_team_id') }}

),

not_shared as (

    select *
    from charges
    where charge_id not in (select weights.charge_id from weights)

),

not_shared_days as (

    {{ spread_over_days('not_shared') }}

),

allocated as (

    select
        charge_id,
        usage_date,
        person_key,
        team_id,
        cost_center,
        share_units as units,
        'usage_share' as allocation_method
    from shared
    where share_units != 0

    union all

    select
        charge_id,
        usage_date,
        'unattributed' as person_key,
        'unattributed' as team_id,
        'unattributed' as cost_center,
        day_units as units,
        'unattributed' as allocation_method
    from not_shared_days

)

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
    false as is_idle_seat
from allocated
inner join charges using (charge_id)
