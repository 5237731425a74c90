{#
    How many seats a charge is for: the quantity whose unit counts seats, else the number before the word in the texts.
    User-months are seats by months: 100 for a month, 1,200 for a year, and 3.3 for a day, as who bills daily counts them.
    NULL where nothing says it.
#}
{% macro seat_count(unit, thing) -%}
    cast(ceil(round(
        coalesce(
            case
                when not regexp_matches({{ unit }}, '\b(seat|user|licen[cs]e|member)s?\b') then null
                when not regexp_matches({{ unit }}, 'month') then coalesce(consumed_quantity, pricing_quantity)
                when charge_date_end - charge_date_start >= 28
                    then coalesce(pricing_quantity, consumed_quantity)
                        / greatest(round((charge_date_end - charge_date_start) / 30.4375), 1)
                else round(
                    coalesce(pricing_quantity, consumed_quantity) * day(last_day(charge_date_start))
                    / (charge_date_end - charge_date_start)
                )
            end,
            try_cast(regexp_extract({{ thing }}, '\b([0-9]+) ([a-z]+ ){0,3}(seat|user|licen[cs]e)s?\b', 1) as double)
        ), 6
    )) as bigint)
{%- endmacro %}
