-- The allocations of a bill as they were last built: those of its own charges, and of what follows them.
with

parts as (

    select
        charges.bill as piece,
        cast(hash(built.charge_period, built.version) as hugeint) as version
    from {{ ref('int_leading_versions') }} as built
    inner join (
        select distinct
            charge_period,
            bill
        from {{ ref('int_charge_periods') }}
    ) as charges using (charge_period)

    union all

    select
        piece,
        cast(hash(invocation_id) as hugeint) as version
    from {{ state_table('int_following_allocations') }}

)

select
    piece,
    sum(version) as version
from parts
group by piece
-- depends on {{ ref('int_following_allocations') }}
