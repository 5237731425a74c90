{#
    The day a pull request counts on: of its merge, else of its last change. Each host's model stores it: derived over
    all hosts, no filter on it would reach a table.
#}
{% macro active_on() -%}
    cast(coalesce(merged_at, updated_at) as date)
{%- endmacro %}
