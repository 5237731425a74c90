-- What the charges without a model are allocated by: themselves, and the allocations of all other AI charges of the
-- same bill, as they were last built.
with

periods as (

    select
        charge_period,
        bill,
        sum(cast(version as hugeint)) filter (where allocation_rule = 'follow') as followers
    from {{ ref('int_charge_periods') }}
    group by charge_period, bill

),

built as (

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

),

leaders as (

    select
        periods.bill,
        sum(cast(hash(built.piece, built.invocation_id) as hugeint)) as version
    from built
    inner join periods using (charge_period)
    group by periods.bill

)

select
    periods.bill as piece,
    hash(sum(periods.followers), any_value(leaders.version)) as version
from periods
left join leaders using (bill)
group by periods.bill
having sum(periods.followers) is not null
-- depends on {{ ref('int_leading_allocations') }}
