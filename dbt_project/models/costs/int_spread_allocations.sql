{{ piecewise(piece='charge_month', content_by='usage_date', made_of={
    'int_spread_allocations__versions': 'same piece',
    'int_ai_charges': 'versions',
    'int_seat_holders': 'versions',
    'int_people_validity': 'versions',
    'int_teams': 'the whole',
}) }}
-- Charges that name their person, and charges for seats, to whoever had them on a day. A piece is a charge period's
-- days of one month.
with

-- both are read twice, and worked out once
charge_days as materialized (

    select *
    from {{ ref('int_spread_charge_days') }}

),

weights as materialized (

    select *
    from {{ ref('int_seat_weights') }}

),

shared as (

    {{ largest_remainder('weights', 'charge_id, usage_date', 'person_key, is_idle_seat') }}

),

allocated as (

    select
        charge_id,
        usage_date,
        person_key,
        is_idle_seat,
        share_units as units,
        'seat_days' as allocation_method
    from shared
    where share_units != 0

    union all

    select
        charge_id,
        usage_date,
        person_key,
        false as is_idle_seat,
        day_units as units,
        'direct' as allocation_method
    from charge_days
    where allocation_rule = 'direct'

    union all

    select
        charge_id,
        usage_date,
        'unattributed' as person_key,
        false as is_idle_seat,
        day_units as units,
        'unattributed' as allocation_method
    from charge_days
    where
        allocation_rule = 'seat'
        and (
            billed_cost = 0
            or (charge_id, usage_date) not in (select (weights.charge_id, weights.usage_date) from weights)
        )

),

receivers as (

    select
        charge_days.charge_month,
        charge_days.charge_period,
        charge_days.bill,
        charge_days.currency,
        case when charge_days.is_seat then charge_days.tool end as seat_tool,
        allocated.*,
        cast(null as varchar) as unattributed_team_id
    from allocated
    inner join charge_days using (charge_id, usage_date)

)

select
    receivers.charge_month,
    receivers.charge_period,
    receivers.bill,
    receivers.charge_id,
    receivers.usage_date,
    receivers.person_key,
    coalesce(people.team_id, 'unattributed') as team_id,
    coalesce(people.cost_center, 'unattributed') as cost_center,
    {{ from_units('receivers.units') }} as allocated_cost,
    receivers.currency,
    receivers.allocation_method,
    receivers.is_idle_seat,
    receivers.seat_tool
from receivers
{{ join_team('receivers') }}
