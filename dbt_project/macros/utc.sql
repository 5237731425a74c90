{# A timestamp with offset as the UTC TIMESTAMP the warehouse speaks. #}
{% macro utc(column) -%}
    cast({{ column }} at time zone 'UTC' as timestamp)
{%- endmacro %}
