{# The lines that a list of changed files adds and removes. #}
{% macro line_count(files) -%}
    cast(coalesce(list_sum(list_transform(
        {{ files }}, lambda file: coalesce(file.additions, 0) + coalesce(file.deletions, 0)
    )), 0) as bigint)
{%- endmacro %}
