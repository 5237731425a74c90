-- What is allocated by itself; taxes and credits follow it.
select *
from {{ ref('int_usage_allocations') }}
union all by name
select * exclude (charge_month, seat_tool)
from {{ ref('int_spread_allocations') }}
