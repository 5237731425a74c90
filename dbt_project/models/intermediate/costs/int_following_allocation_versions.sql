-- What the charges without a model are allocated by: themselves, and all other AI charges of the same bill.
with

followers as (

    select
        bill as piece,
        {{ digest('charge_id, billed_cost') }} as version
    from {{ ref('int_ai_charges') }}
    where allocation_rule = 'follow'
    group by bill

),

leaders as (

    select
        charges.bill,
        {{ digest('built.piece, built.version') }} as version
    from {{ built_versions('int_usage_allocations') }} as built
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
    concat_ws('/', followers.version, leaders.version) as version
from followers
left join leaders on followers.piece = leaders.bill
