-- The allocation of each charge period as it was last built, and with it of everything that one is made of.
select
    charge_period,
    sum(cast(hash(piece, invocation_id) as hugeint)) as version
from (
    select
        piece,
        piece as charge_period,
        invocation_id
    from {{ state_table('int_usage_allocations') }}
    union all
    -- a month of a charge period
    select
        piece,
        left(piece, -8) as charge_period,
        invocation_id
    from {{ state_table('int_spread_allocations') }}
)
group by charge_period
-- depends on {{ ref('int_leading_allocations') }}
