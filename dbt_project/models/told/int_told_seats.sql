-- Who has a seat is known to who gives them out; of who uses theirs, both sides must be of many: nobody idle would say
-- so of each, and so would all.
{%- set columns = ['billed_seats', 'seat_cost', 'active_seats', 'idle_seats', 'idle_cost'] %}
{%- set numbers = {
    'billed_seats': {'people': ['holders', 'payers'], 'largest': 'seat_cost_largest', 'amount': 'seat_cost_amount'},
    'active_seats': {
        'people': ['active_holders', 'idle_holders'], 'people_or_none': ['idle_payers'],
        'largest': 'idle_cost_largest', 'amount': 'idle_cost_amount',
    },
} %}

with

marts as (

    select
        seats.*,
        concat_ws(chr(31), seats.month, seats.tool, seats.currency) as period
    from {{ ref('mart_monthly_seats') }} as seats
    left join {{ ref('int_published_tools') }} as tools using (month, tool, currency)
    -- a tool that is charged back as `other` is not told by its name here
    where seats.currency is null or tools.published_tool = seats.tool

),

-- of several seats of one person one is told of, and the others are as good as nobody's; what is not known of a month
-- is not known of its people
holders as (

    select
        marts.period,
        marts.cost_center,
        seats.person_key,
        case when marts.billed_seats is not null then least(seats.seat_count, 1) end as billed_seats,
        seats.seat_cost,
        case when marts.active_seats is not null and seats.seat_count > 0 then cast(seats.is_active as integer) end
            as active_seats,
        case when marts.idle_seats is not null and seats.seat_count > 0 then cast(not seats.is_active as integer) end
            as idle_seats,
        case when marts.idle_cost is not null and not seats.is_active then nullif(seats.seat_cost, 0) end as idle_cost
    from {{ ref('int_person_month_seats') }} as seats
    inner join marts
        on
            seats.month = marts.month
            and seats.tool = marts.tool
            and seats.currency is not distinct from marts.currency
            and seats.cost_center = marts.cost_center

),

teams as (

    select
        marts.period,
        marts.cost_center,
        count(holders.person_key) > 0 as has_people,
        count(holders.person_key) as people_count,
        count(*) filter (where holders.billed_seats > 0 or holders.active_seats + holders.idle_seats > 0) as holders,
        count(*) filter (where holders.seat_cost != 0)
            as payers,
        coalesce(sum(holders.active_seats), 0) as active_holders,
        coalesce(sum(holders.idle_seats), 0) as idle_holders,
        count(holders.idle_cost) as idle_payers,
        coalesce(max(abs(holders.seat_cost)), 0) as seat_cost_largest,
        coalesce(sum(holders.seat_cost), 0) as seat_cost_amount,
        coalesce(max(abs(holders.idle_cost)), 0) as idle_cost_largest,
        coalesce(sum(holders.idle_cost), 0) as idle_cost_amount
    from marts
    left join holders using (period, cost_center)
    group by marts.period, marts.cost_center

),

parts as (

    {{ parts('teams', 'period', 'cost_center', numbers) }}

),

people as (

    select * from holders
    union all by name
    select
        marts.period,
        marts.cost_center,
    {% for column in columns -%}
        any_value(marts.{{ column }}) - coalesce(sum(holders.{{ column }}), 0) as {{ column }}{{ ',' if not loop.last }}
    {% endfor %}
    from marts
    left join holders using (period, cost_center)
    group by marts.period, marts.cost_center

),

told as (

    {{ told_people('period', 'cost_center', {
        'billed_seats': ['billed_seats', 'seat_cost'],
        'active_seats': ['active_seats', 'idle_seats', 'idle_cost'],
    }) }}

)

select
    periods.month,
    case when told.level is not null then periods.tool end as tool,
    told.cost_center,
    periods.currency,
    told.level,
    concat_ws(chr(31), periods.tool, periods.currency, told.cell) as cell,
    told.person_key,
{% for column in columns -%}
    told.{{ column }}{{ ',' if not loop.last }}
{% endfor %}
from told
inner join (
    select distinct
        period,
        month,
        tool,
        currency
    from marts
) as periods using (period)
