{# The tool that a charge is charged back under; tokens of an API, taxes and credits are for none. #}
{% macro tool_of(charge) -%} coalesce({{ charge }}.tool, 'unknown') {%- endmacro %}
