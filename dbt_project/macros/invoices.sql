{# What an invoice is known by within its issuer: its id, or the month of charges that no invoice has. #}
{% macro bill(invoice_id, billing_period) -%}
    coalesce('invoice ' || {{ invoice_id }}, 'month ' || {{ billing_period }})
{%- endmacro %}

{# A voided invoice asks for nothing. #}
{% macro is_voided() -%}
    coalesce(lower(invoice_status) in ('voided', 'void'), false)
{%- endmacro %}

{# What rounding makes likely to be off: FOCUS 1.4, appendix Rounding Variance Tolerance. #}
{% macro rounding_tolerance(subunit, row_count) -%}
    greatest(
        cast(100 * {{ subunit }} as decimal(38, 12)),
        cast(sqrt({{ row_count }}) * 0.5 * cast({{ subunit }} as double) as decimal(38, 12))
    )
{%- endmacro %}

{# How many tokens a unit of a charge is, however it is written; NULL of a unit that counts none. #}
{% macro tokens_per_unit(unit) -%}
    case regexp_replace(lower({{ unit }}), '[^a-z0-9]', '', 'g')
        when 'tokens' then 1
        when 'token' then 1
        when '1ktokens' then 1000
        when '1000tokens' then 1000
        when 'ktokens' then 1000
        when '1mtokens' then 1000000
        when '1000000tokens' then 1000000
        when 'mtokens' then 1000000
        when 'milliontokens' then 1000000
    end
{%- endmacro %}
