{# The first day of the part of a day's week that lies in its month: weeks that sum to months. #}
{% macro week_in_month(day) -%}
    cast(greatest(date_trunc('week', {{ day }}), date_trunc('month', {{ day }})) as date)
{%- endmacro %}
