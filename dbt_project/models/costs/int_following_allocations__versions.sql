-- What the charges without a model are allocated by: themselves, and the allocations of all other AI charges of the
-- same bill, as they were last built.
with

followers as (

    select
        bill as piece,
        sum(cast(version as hugeint)) as version
    from {{ ref('int_charge_periods') }}
    where allocation_rule = 'follow'
    group by bill

),

leaders as (

    select
        charges.bill as piece,
        sum(cast(hash(built.charge_period, built.version) as hugeint)) as version
    from {{ ref('int_leading_versions') }} as built
    inner join (
        select distinct
            charge_period,
            bill
        from {{ ref('int_charge_periods') }}
    ) as charges using (charge_period)
    group by charges.bill

)

select
    followers.piece,
    hash(followers.version, leaders.version) as version
from followers
left join leaders using (piece)
