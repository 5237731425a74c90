{{ piecewise(piece='month', unit='month', made_of={
    'fct_charges': 'same piece',
    'int_invoice_charges': 'same piece',
    'int_tool_users': 'same piece',
    'int_billed_seats': 'same piece',
    'mart_monthly_seats': 'same piece',
    'mart_team_monthly_pull_request_cost': 'same piece',
}) }}
-- Sums by sums. Tools and models are two ways to cut the same money: a bill of tokens does not say the tool, one of a
-- tool rarely the model, so that the other is `all`.
with

teams as (

    select
        month,
        ai_cost_usd,
        change_set_count
    from {{ ref('mart_team_monthly_pull_request_cost') }}
    where team_id = 'all' and {{ in_pieces('month') }}

),

users as (

    select
        month,
        tool,
        person_key
    from {{ ref('int_tool_users') }}
    where person_key != 'unattributed' and {{ in_pieces('month') }}

),

-- a seat costs the days it is for, and everything else the month that bills it
tool_costs as (

    select
        month,
        tool,
        sum(cost_usd) as cost_usd
    from (
        select
            cast(billing_period || '-01' as date) as month,
            tool,
            billed_cost as cost_usd
        from {{ ref('fct_charges') }}
        where
            is_ai
            and is_of_record
            and not is_seat
            and tool is not null
            and currency = 'USD'
            and {{ in_pieces("cast(billing_period || '-01' as date)") }}

        union all

        select
            month,
            tool,
            seat_cost as cost_usd
        from {{ ref('mart_monthly_seats') }}
        where currency = 'USD' and {{ in_pieces('month') }}
    )
    group by month, tool

),

units as (

    select
        teams.month,
        'all' as tool,
        'all' as model,
        'active_person' as unit,
        count(distinct users.person_key) as unit_count,
        any_value(teams.ai_cost_usd) as cost_usd
    from teams
    left join users using (month)
    group by teams.month

    union all

    select
        costs.month,
        costs.tool,
        'all' as model,
        'active_person' as unit,
        count(users.person_key) as unit_count,
        any_value(costs.cost_usd) as cost_usd
    from tool_costs as costs
    left join users using (month, tool)
    group by costs.month, costs.tool

    union all

    select
        seats.month,
        seats.tool,
        'all' as model,
        'seat' as unit,
        any_value(billed.billed_seats) as unit_count,
        sum(seats.seat_cost) as cost_usd
    from {{ ref('mart_monthly_seats') }} as seats
    left join {{ ref('int_billed_seats') }} as billed
        on seats.month = billed.month and seats.tool = billed.tool and seats.currency = billed.currency
    where seats.currency = 'USD' and {{ in_pieces('seats.month') }}
    group by seats.month, seats.tool

    union all

    -- what a commitment has paid already is billed as nothing, and costs all the same
    select
        month,
        'all' as tool,
        coalesce(model, 'all') as model,
        'million_tokens' as unit,
        cast(sum(tokens) as decimal(38, 6)) * cast(0.000001 as decimal(7, 6)) as unit_count,
        sum(effective_cost) as cost_usd
    from {{ ref('int_invoice_charges') }}
    where tokens is not null and currency = 'USD' and {{ in_pieces('month') }}
    group by grouping sets ((month, model), (month))

    union all

    select
        month,
        'all' as tool,
        'all' as model,
        'counted_change_set' as unit,
        change_set_count as unit_count,
        ai_cost_usd as cost_usd
    from teams

)

select
    month,
    tool,
    model,
    unit,
    cast(unit_count as decimal(38, 12)) as unit_count,
    cast(cost_usd as decimal(38, 12)) as cost_usd,
    -- counted in millionths, which are single tokens
    {{ ratio_usd('cost_usd * 1000000', 'unit_count * 1000000') }} as cost_per_unit_usd
from units
