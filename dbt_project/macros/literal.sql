{# The one way in which a value gets into SQL: as a string, or as a list of strings in brackets. #}
{% macro literal(value) -%} '{{ value | string | replace("'", "''") }}' {%- endmacro %}

{% macro literals(values) -%}
    ({%- for value in values -%} {{ literal(value) }} {%- if not loop.last %}, {% endif -%} {%- endfor -%})
{%- endmacro %}
