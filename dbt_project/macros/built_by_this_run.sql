{# The rows of a piecewise model that this very `dbt build` wrote; `dbt test` looks at all of them. #}
{% macro built_by_this_run(model, piece) -%}
    {%- if piece is none or flags.WHICH != 'build' -%}
        true
    {%- else -%}
        {%- set name = (model | string).split('.')[-1] | replace('"', '') -%}
        {%- set found = [] -%}
        {%- if execute -%}
            {%- set found = run_query(
                "select piece from state." ~ name ~ " where invocation_id = '" ~ invocation_id ~ "' order by piece"
            ).columns[0].values() -%}
        {%- endif -%}
        {%- if found | length == 0 -%} false
        {%- else -%} {{ piece }} in ('{{ found | join("', '") }}')
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
