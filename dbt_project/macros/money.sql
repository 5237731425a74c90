{#
    Money as whole units of 10^-12, DECIMAL(38,12)'s last digit: what allocation counts in, so that nothing is rounded.
    A cast of the decimal itself divides HUGEINTs, 0.75 s a million rows; a DOUBLE is near, and what it is off by is
    small enough to be exact as one (0.07 s). Exact for amounts under 10^19.
#}
{% macro units(amount) -%}
    {%- set near = "cast(cast(" ~ amount ~ " as double) * 1000000000000 as hugeint)" -%}
    ({{ near }} + cast(cast({{ amount }} - {{ from_units(near) }} as double) * 1000000000000 as hugeint))
{%- endmacro %}

{% macro from_units(units) -%}
    cast(cast({{ units }} as decimal(38, 0)) * cast(0.000000000001 as decimal(13, 12)) as decimal(38, 12))
{%- endmacro %}

{# Money by a count, cut to 12 digits; NULL when there is nothing to divide by. DuckDB's `/` would make it a DOUBLE. #}
{% macro ratio_usd(amount, count) -%}
    {{ from_units(units(amount) ~ " // nullif(cast(" ~ count ~ " as hugeint), 0)") }}
{%- endmacro %}

{# So much of an amount as `part` is of `whole`, both counts; cut to 12 digits. #}
{% macro part_of(amount, part, whole) -%}
    {{ from_units(
        units('cast(' ~ amount ~ ' as decimal(38, 12))') ~ " * cast(" ~ part ~ " as hugeint)"
        ~ " // nullif(cast(" ~ whole ~ " as hugeint), 0)"
    ) }}
{%- endmacro %}

{# Tokens at dollars a million, exact: 18 digits of tokens and 12 of price are 38 with the million's. #}
{% macro price_of(tokens, price) -%}
    cast(
        cast({{ tokens }} as decimal(18, 0)) * cast({{ price }} as decimal(12, 6)) * cast(0.000001 as decimal(7, 6))
        as decimal(38, 12)
    )
{%- endmacro %}

{# A share of people, 0 to 1. #}
{% macro share(part, whole) -%}
    cast(cast({{ part }} as double) / nullif({{ whole }}, 0) as decimal(9, 6))
{%- endmacro %}

{#
    Splits whole units by weight so that they sum exactly (largest remainder, Hamilton's method): everyone gets the floor
    of the exact share, and what is left goes one unit each to the largest remainders, ties by `tie`. Negative amounts
    are split as their absolute value and signed back.
    `relation` has a row a receiver with `units` (the same on all rows of a split), `weight` > 0 and the column `split`.

    Amount x weight need not fit a HUGEINT: dollars are divided first, then what they leave together with the fraction of
    a dollar, as with pencil and paper. Exact for 10^12 dollars and weights that sum to 5 x 10^25, which are 5 x 10^13
    dollars in units, or more tokens than there are.
#}
{% macro largest_remainder(relation, split, tie) -%}
    select
        *,
        sign(units) * (
            floor_units
            + case
                when row_number() over (
                    partition by {{ split }} order by remainder desc, {{ tie }}
                ) <= abs(units) - sum(floor_units) over (partition by {{ split }}) then 1
                else 0
            end
        ) as share_units
    from (
        select
            * exclude (dollars, share_dollars, left_over, near_units, near_remainder, correction),
            share_dollars * 1000000000000 + near_units + correction as floor_units,
            near_remainder - correction * total_weight as remainder
        from (
            -- Floor and remainder of units x weight / total. A division of HUGEINT costs 0.5 s a million rows; as DOUBLE
            -- it is off by one at most, which the next step takes up, and the last one corrects (0.06 s in all).
            select
                weighted.*,
                total.total_weight,
                cast(floor(cast(abs(units) as double) / 1000000000000) as hugeint) as dollars,
                cast(
                    floor(cast(dollars as double) * cast(weight as double) / cast(total.total_weight as double))
                    as hugeint
                ) as share_dollars,
                (dollars * weight - share_dollars * total.total_weight) * 1000000000000
                + (abs(units) - dollars * 1000000000000) * weight as left_over,
                cast(floor(cast(left_over as double) / cast(total.total_weight as double)) as hugeint) as near_units,
                left_over - near_units * total.total_weight as near_remainder,
                case
                    when near_remainder < 0 then -1
                    when near_remainder >= total.total_weight then 1
                    else 0
                end as correction
            from {{ relation }} as weighted
            inner join (
                select {{ split }}, cast(sum(weight) as hugeint) as total_weight from {{ relation }} group by {{ split }}
            ) as total using ({{ split }})
        )
    )
{%- endmacro %}

{#
    The days of charges, each with its units of the charge: as equal as whole units are, the first days one more. It hangs
    on the charge alone, so that a month of a year can be made without the other eleven. `relation` has billed_cost,
    charge_date_start and charge_date_end; `from` and `to` (exclusive) are the days wanted, within those.
#}
{% macro spread_over_days(relation, from='charge_date_start', to='charge_date_end') -%}
    select
        * exclude (units, units_a_day, first_day, after_day),
        sign(units) * (
            units_a_day
            + case
                when usage_date - charge_date_start
                    < abs(units) - units_a_day * (charge_date_end - charge_date_start) then 1
                else 0
            end
        ) as day_units
    from (
        select
            *,
            cast(unnest(generate_series(first_day, after_day - 1, interval 1 day)) as date) as usage_date
        from (
            select
                *,
                {{ units('billed_cost') }} as units,
                abs(units) // (charge_date_end - charge_date_start) as units_a_day,
                {{ from }} as first_day,
                -- of nothing, one row will do
                case when billed_cost = 0 then {{ from }} + 1 else {{ to }} end as after_day
            from {{ relation }}
        )
    )
{%- endmacro %}

{#
    Charges to those that have a weight in them; what nobody has any in is nobody's, over its own days. Follows on the CTEs
    `charges` and `weights` (charge_id, usage_date, person_key, team_id, cost_center, units, weight) and makes `allocated`.
    Receivers of a charge are told apart by `receiver`, which decides ties too.
#}
{% macro by_weight_or_nobodys(receiver, is_idle_seat='false') -%}
    shared as (

        {{ largest_remainder('weights', 'charge_id', receiver) }}

    ),

    not_shared as (

        select *
        from charges
        where charge_id not in (select weights.charge_id from weights)

    ),

    not_shared_days as (

        {{ spread_over_days('not_shared') }}

    ),

    allocated as (

        select
            charge_id,
            usage_date,
            person_key,
            team_id,
            cost_center,
            share_units as units,
            'usage_share' as allocation_method,
            {{ is_idle_seat }} as is_idle_seat
        from shared
        where share_units != 0

        union all

        select
            charge_id,
            usage_date,
            'unattributed' as person_key,
            'unattributed' as team_id,
            'unattributed' as cost_center,
            day_units as units,
            'unattributed' as allocation_method,
            false as is_idle_seat
        from not_shared_days

    )
{%- endmacro %}
