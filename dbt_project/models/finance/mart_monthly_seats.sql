{{ piecewise(piece='month', unit='month', made_of={
    'int_person_month_seats': 'same piece',
    'int_billed_seats': 'same piece',
    'int_spread_allocations': 'its days',
    'int_tool_users': 'same piece',
}) }}

with

people as (

    select * from {{ ref('int_person_month_seats') }}
    where {{ in_pieces('month') }}

),

billed as (

    select * from {{ ref('int_billed_seats') }}
    where {{ in_pieces('month') }}

),

users as (

    select
        month,
        tool,
        sum(user_count) filter (where person_key = 'unattributed') as nobodys_count
    from {{ ref('int_tool_users') }}
    where {{ in_pieces('month') }}
    group by month, tool

),

nobodys_cost as (

    select
        cast(date_trunc('month', usage_date) as date) as month,
        seat_tool as tool,
        currency,
        sum(allocated_cost) as seat_cost,
        -- that nobody is known to hold a seat does not make it idle
        case
            when not bool_or(allocation_method = 'unattributed' and allocated_cost != 0)
                then coalesce(sum(allocated_cost) filter (where is_idle_seat), 0)
        end as idle_cost
    from {{ ref('int_spread_allocations') }}
    where seat_tool is not null and person_key = 'unattributed' and {{ in_pieces('usage_date', 'month') }}
    group by date_trunc('month', usage_date), seat_tool, currency

),

-- what is billed beyond the seats that people hold
rest as (

    select
        billed.month,
        billed.tool,
        billed.currency,
        billed.billed_seats - coalesce(sum(people.seat_count), 0) as seat_count
    from billed
    left join people using (month, tool, currency)
    group by billed.month, billed.tool, billed.currency, billed.billed_seats

),

rows_of_people as (

    select
        people.*,
        -- which of them have the seats that are billed is not known where more hold one
        case when people.seat_cost is not null and coalesce(rest.seat_count >= 0, true) then people.seat_count end
            as billed_count,
        case when people.is_active then people.seat_count when not people.is_active then 0 end as active_count,
        case when not people.is_active then people.seat_cost when people.is_active then 0 * people.seat_cost end
            as idle_cost
    from people
    left join rest using (month, tool, currency)

),

rows_of_nobody as (

    select
        rest.month,
        rest.tool,
        rest.currency,
        'unattributed' as cost_center,
        greatest(rest.seat_count, 0) as seat_count,
        case when rest.seat_count >= 0 then rest.seat_count end as billed_count,
        case when users.tool is not null then least(coalesce(users.nobodys_count, 0), greatest(rest.seat_count, 0)) end
            as active_count,
        coalesce(nobodys_cost.seat_cost, 0) as seat_cost,
        case when nobodys_cost.tool is null then 0 else nobodys_cost.idle_cost end as idle_cost
    from rest
    left join users using (month, tool)
    left join nobodys_cost using (month, tool, currency)
    where rest.seat_count > 0 or nobodys_cost.seat_cost != 0

),

rows_of_both as (

    select * from rows_of_people
    union all by name
    select * from rows_of_nobody

)

select
    month,
    tool,
    cost_center,
    currency,
    case when count(billed_count) = count(*) then cast(sum(billed_count) as bigint) end as billed_seats,
    case when count(active_count) = count(*) then cast(sum(active_count) as bigint) end as active_seats,
    case
        when count(active_count) = count(*) and count(seat_count) = count(*)
            then cast(sum(seat_count - active_count) as bigint)
    end as idle_seats,
    cast(sum(case when is_of_several then seat_count when not is_of_several then 0 end) as bigint) as duplicate_seats,
    cast(sum(case when is_ending then seat_count when not is_ending then 0 end) as bigint)
        as pending_cancellation_seats,
    cast(sum(seat_cost) as decimal(38, 12)) as seat_cost,
    case when count(idle_cost) = count(*) then cast(sum(idle_cost) as decimal(38, 12)) end as idle_cost,
    case
        when count(idle_cost) = count(*)
            then cast(sum(case when is_ending then 0 else idle_cost end) as decimal(38, 12))
    end as idle_saving
from rows_of_both
group by month, tool, cost_center, currency
