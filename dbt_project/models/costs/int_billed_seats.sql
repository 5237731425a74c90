{{ piecewise(content_by='month', made_of={'fct_charges': 'the whole'}) }}
-- How many seats of a tool are billed in a month: the most on one of its days, so that who joins in the middle counts,
-- and a plan that takes over from another does not count twice. One table for all months: a seat may be billed for
-- years, and charges with the same days are one row before they are laid on them.
with

charges as (

    select
        tool,
        currency,
        charge_date_start,
        charge_date_end,
        -- a charge that names its person is for one, and of another that says no number it is not known
        case
            when count(coalesce(seat_count, case when person_key is not null then 1 end)) = count(*)
                then sum(coalesce(seat_count, 1))
        end as seat_count
    from {{ ref('int_ai_charges') }}
    where is_seat and billed_cost > 0 and tool is not null
    group by tool, currency, charge_date_start, charge_date_end

),

days as (

    select
        tool,
        currency,
        cast(unnest(generate_series(charge_date_start, charge_date_end - 1, interval 1 day)) as date) as usage_date,
        seat_count
    from charges

),

totals as (

    select
        tool,
        currency,
        usage_date,
        case when count(seat_count) = count(*) then sum(seat_count) end as seat_count
    from days
    group by tool, currency, usage_date

)

select
    cast(date_trunc('month', usage_date) as date) as month,
    tool,
    currency,
    case when count(seat_count) = count(*) then cast(max(seat_count) as bigint) end as billed_seats
from totals
group by date_trunc('month', usage_date), tool, currency
