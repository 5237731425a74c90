{# Money as whole units of 10^-12, DECIMAL(38,12)'s last digit: what allocation counts in, so that nothing is rounded. #}
{% macro units(amount) -%}
    cast({{ amount }} * 1000000000000 as hugeint)
{%- endmacro %}

{% macro from_units(units) -%}
    cast(cast({{ units }} as decimal(38, 0)) * cast(0.000000000001 as decimal(13, 12)) as decimal(38, 12))
{%- endmacro %}

{# Money by a count, cut to 12 digits; NULL when there is nothing to divide by. DuckDB's `/` would make it a DOUBLE. #}
{% macro ratio_usd(amount, count) -%}
    {{ from_units(units(amount) ~ " // nullif(cast(" ~ count ~ " as hugeint), 0)") }}
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
    Largest weight x amount that fits: 10^38, so 10^6 dollars by 10^19 tokens.
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
            weighted.*,
            abs(units) * weight // total.total_weight as floor_units,
            -- not `%`: a division of HUGEINT costs 0.8 s a million rows, and this one is known already
            abs(units) * weight - floor_units * total.total_weight as remainder
        from {{ relation }} as weighted
        inner join (
            select {{ split }}, cast(sum(weight) as hugeint) as total_weight from {{ relation }} group by {{ split }}
        ) as total using ({{ split }})
    )
{%- endmacro %}
