{{ config(alias='mart_monthly_seats') }}
-- As if nothing had been told before; what has been told stands, by orchestration/publish/standing.py.
select
    told.month,
    told.tool,
    told.cost_center,
    told.currency,
    cast(sum(told.billed_seats) as bigint) as billed_seats,
    cast(sum(told.active_seats) as bigint) as active_seats,
    cast(sum(told.idle_seats) as bigint) as idle_seats,
    cast(sum(told.seat_cost) as decimal(38, 12)) as seat_cost,
    cast(sum(told.idle_cost) as decimal(38, 12)) as idle_cost,
    any_value(as_of.as_of_date) as told_as_of
from {{ ref('int_told_seats') }} as told
cross join {{ ref('int_as_of') }} as as_of
where told.level is not null
group by told.month, told.tool, told.cost_center, told.currency
