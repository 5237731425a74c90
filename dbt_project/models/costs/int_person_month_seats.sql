{{ piecewise(piece='month', unit='month', made_of={
    'int_spread_allocations': 'its days',
    'int_listed_seats': 'same piece',
    'int_tool_users': 'same piece',
    'int_people_validity': 'periods',
}) }}
-- Who has a seat of a tool in a month, by the vendor's list or by what the bill's seats were allocated to, and whether
-- they used it. A seat counts where its holder was last in the month, its cost where they were each day.
with

costs as (

    select
        cast(date_trunc('month', usage_date) as date) as month,
        seat_tool as tool,
        currency,
        person_key,
        cost_center,
        max(usage_date) as last_day,
        sum(allocated_cost) as seat_cost
    from {{ ref('int_spread_allocations') }}
    where seat_tool is not null and person_key != 'unattributed' and {{ in_pieces('usage_date', 'month') }}
    group by date_trunc('month', usage_date), seat_tool, currency, person_key, cost_center

),

listed as (

    select
        month,
        tool,
        person_key,
        max(seat_count) as seat_count,
        max_by(ending_count = seat_count, last_day) as is_ending,
        max(last_day) as last_day
    from {{ ref('int_listed_seats') }}
    where person_key != 'unattributed' and {{ in_pieces('month') }}
    group by month, tool, person_key

),

-- of a list without a bill, what a seat costs is not known
held as (

    select *
    from costs

    union all by name

    select
        listed.month,
        listed.tool,
        listed.person_key,
        coalesce(people.cost_center, 'unattributed') as cost_center,
        listed.last_day
    from listed
    left join {{ ref('int_people_validity') }} as people
        on
            listed.person_key = people.person_key
            and listed.last_day >= people.valid_from
            and listed.last_day < people.valid_to
    where (listed.month, listed.tool) not in (select (costs.month, costs.tool) from costs)

),

users as (

    select
        month,
        tool,
        person_key
    from {{ ref('int_tool_users') }}
    where {{ in_pieces('month') }}

),

several as (

    select
        month,
        person_key
    from held
    group by month, person_key
    having count(distinct tool) > 1

)

select
    held.month,
    held.tool,
    held.currency,
    held.person_key,
    held.cost_center,
    -- once, with the cost centre of the last day
    case
        when row_number() over (
            partition by held.month, held.tool, held.currency, held.person_key
            order by held.last_day desc, held.cost_center asc
        ) = 1 then coalesce(listed.seat_count, 1)
        else 0
    end as seat_count,
    -- where nobody is seen to use a tool, its use may be told by nobody
    case
        when (held.month, held.tool) in (select (measured.month, measured.tool) from users as measured)
            then users.person_key is not null
    end as is_active,
    listed.is_ending,
    several.person_key is not null as is_of_several,
    held.seat_cost
from held
left join listed using (month, tool, person_key)
left join users using (month, tool, person_key)
left join several using (month, person_key)
