-- All seats of the tools and days whose seats are being allocated, whatever their charge: two plans have their holders
-- in common.
with

days as (

    select distinct
        tool,
        usage_date
    from {{ ref('int_spread_charge_days') }}
    where allocation_rule = 'seat'

)

select
    days.tool,
    days.usage_date,
    charges.person_key,
    -- known where each of them says its number
    case when count(charges.seat_count) = count(*) then sum(charges.seat_count) end as seat_count
from days
inner join {{ ref('int_ai_charges') }} as charges
    on
        charges.is_seat
        and charges.billed_cost > 0
        and days.tool = charges.tool
        and days.usage_date >= charges.charge_date_start
        and days.usage_date < charges.charge_date_end
group by days.tool, days.usage_date, charges.person_key
