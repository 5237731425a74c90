-- Seats that name nobody are those of the tool's holders, in equal parts; what is left of a known number is idle. Where
-- nobody is known to hold any, there is no row: unknown is not idle. Never do they follow whoever used most.
with

-- who has a seat of his own holds none of the others
holders as (

    select
        charge_days.charge_id,
        charge_days.usage_date,
        charge_days.day_units as units,
        unnamed.seat_count,
        holders.person_key,
        cast(case when named.person_key is null then holders.seat_count else 0 end as hugeint) as weight
    from {{ ref('int_spread_charge_days') }} as charge_days
    inner join {{ ref('int_seat_holders') }} as holders
        on
            charge_days.tool = holders.tool
            and charge_days.usage_date >= holders.first_day
            and charge_days.usage_date <= holders.last_day
    left join {{ ref('int_seat_days') }} as unnamed
        on
            charge_days.tool = unnamed.tool
            and charge_days.usage_date = unnamed.usage_date
            and unnamed.person_key is null
    left join {{ ref('int_seat_days') }} as named
        on
            charge_days.tool = named.tool
            and charge_days.usage_date = named.usage_date
            and holders.person_key = named.person_key
    where charge_days.allocation_rule = 'seat'

)

select
    charge_id,
    usage_date,
    units,
    person_key,
    false as is_idle_seat,
    weight
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
