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
        split_part(piece, '|', 1) || '|' || split_part(piece, '|', 2) as bill,
        {{ digest('piece, version') }} as version
    from {{ built_versions('int_usage_allocations') }}
    group by bill

)

select
    followers.piece,
    concat_ws('/', followers.version, leaders.version) as version
from followers
left join leaders on followers.piece = leaders.bill
