-- What the charges without a model are allocated by: themselves, and the allocations of all other AI charges of the
-- same bill, as they were last built.
with

followers as (

    select
        bill as piece,
        sum(hash(charge_id, billed_cost)) as version
    from {{ ref('int_ai_charges') }}
    where allocation_rule = 'follow'
    group by bill

),

leaders as (

    select
        charges.bill as piece,
        sum(hash(built.piece, built.invocation_id)) as version
    from {{ state_table('int_usage_allocations') }} as built
    inner join (
        select distinct
            charge_period,
            bill
        from {{ ref('int_ai_charges') }}
    ) as charges on built.piece = charges.charge_period
    group by charges.bill

)

select
    followers.piece,
    hash(followers.version, leaders.version) as version
from followers
left join leaders using (piece)
-- depends on {{ ref('int_usage_allocations') }}
