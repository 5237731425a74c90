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
