{{ piecewise(piece='charge_month', content_by='usage_date', made_of={
    'int_spread_allocations__versions': 'same piece',
    'int_ai_charges': 'versions',
    'int_seat_holders': 'versions',
    'int_people_validity': 'versions',
    'int_teams': 'the whole',
}) }}
-- Charges that name their person, and charges for seats, over their days: a seat of a year costs every day of it. Seats
-- that name nobody are those of the tool's holders, in equal parts; what is left of a known number is idle. Where
-- nobody is known to hold any, they are nobody's: unknown is not idle. Never do they follow whoever used most.
--
-- A piece is a charge period's days of one month, so that a year is not made again for each of its days.
with

charges as (

    select
        *,
        charge_period || '|' || strftime(month, '%Y-%m') as charge_month
    from (
        select
            *,
            cast(unnest(generate_series(
                date_trunc('month', charge_date_start), charge_date_end - 1, interval 1 month
            )) as date) as month
        from {{ ref('int_ai_charges') }}
        where
            allocation_rule in ('direct', 'seat')
            and (
                getvariable('pieces') is null
                or charge_period in list_transform(getvariable('pieces'), lambda piece: left(piece, -8))
            )
    )
    where {{ in_pieces("charge_period || '|' || strftime(month, '%Y-%m')") }}

),

charge_days as (

    {{ spread_over_days(
        'charges', 'greatest(charge_date_start, month)',
        'least(charge_date_end, cast(month + interval 1 month as date))'
    ) }}

),

seat_days as (

    select *
    from charge_days
    where allocation_rule = 'seat'

),

-- all seats of these tools, whatever their charge: two plans have their holders in common
seats as (

    select
        days.tool,
        days.usage_date,
        charges_of_seats.person_key,
        charges_of_seats.seat_count
    from (
        select distinct
            tool,
            usage_date
        from seat_days
    ) as days
    inner join {{ ref('int_ai_charges') }} as charges_of_seats
        on
            charges_of_seats.is_seat
            and charges_of_seats.billed_cost > 0
            and days.tool = charges_of_seats.tool
            and days.usage_date >= charges_of_seats.charge_date_start
            and days.usage_date < charges_of_seats.charge_date_end

),

-- how many of them name nobody, where each says its number
open_seats as (

    select
        tool,
        usage_date,
        case when count(seat_count) = count(*) then sum(seat_count) end as seat_count
    from seats
    where person_key is null
    group by tool, usage_date

),

-- who has a seat of his own holds none of the others
holders as (

    select
        seat_days.charge_id,
        seat_days.usage_date,
        seat_days.day_units as units,
        open_seats.seat_count,
        holders.person_key,
        false as is_idle_seat,
        cast(case when named.person_key is null then holders.seat_count else 0 end as hugeint) as weight
    from seat_days
    inner join {{ ref('int_seat_holders') }} as holders
        on
            seat_days.tool = holders.tool
            and seat_days.usage_date >= holders.first_day
            and seat_days.usage_date <= holders.last_day
    left join open_seats
        on
            seat_days.tool = open_seats.tool
            and seat_days.usage_date = open_seats.usage_date
    left join (
        select distinct
            tool,
            usage_date,
            person_key
        from seats
        where person_key is not null
    ) as named
        on
            seat_days.tool = named.tool
            and seat_days.usage_date = named.usage_date
            and holders.person_key = named.person_key

),

held as (

    select * exclude (seat_count)
    from holders
    where weight > 0

    union all

    select
        charge_id,
        usage_date,
        any_value(units) as units,
        'unattributed' as person_key,
        true as is_idle_seat,
        any_value(seat_count) - sum(weight) as weight
    from holders
    group by charge_id, usage_date
    having any_value(seat_count) > sum(weight)

),

shared as (

    {{ largest_remainder('held', 'charge_id, usage_date', 'person_key, is_idle_seat') }}

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
    from seat_days
    where billed_cost = 0 or (charge_id, usage_date) not in (select (held.charge_id, held.usage_date) from held)

),

receivers as (

    select
        *,
        cast(null as varchar) as unattributed_team_id
    from allocated

)

select
    charges.charge_month,
    charges.charge_period,
    charges.bill,
    receivers.charge_id,
    receivers.usage_date,
    receivers.person_key,
    coalesce(people.team_id, 'unattributed') as team_id,
    coalesce(people.cost_center, 'unattributed') as cost_center,
    {{ from_units('receivers.units') }} as allocated_cost,
    charges.currency,
    receivers.allocation_method,
    receivers.is_idle_seat,
    case when charges.is_seat then charges.tool end as seat_tool
from receivers
inner join charges
    on
        receivers.charge_id = charges.charge_id
        and charges.month = cast(date_trunc('month', receivers.usage_date) as date)
{{ join_team('receivers') }}
