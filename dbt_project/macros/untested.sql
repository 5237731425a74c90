{#
    The rows of a piecewise model that no build has tested yet: those this run wrote, and those of a run that was refused
    or killed before all tests had passed. `dbt test` looks at all of them.
#}
{% macro is_untested(model, piece) -%}
    {%- if piece is none or flags.WHICH != 'build' -%}
        true
    {%- else -%}
        {%- set name = (model | string).split('.')[-1] | replace('"', '') -%}
        {%- set found = [] -%}
        {%- if execute -%}
            {%- set found = run_query(
                "select piece from state." ~ name
                ~ " where invocation_id not in (select invocation_id from state.tested) order by piece"
            ).columns[0].values() -%}
        {%- endif -%}
        {%- if found | length == 0 -%} false
        {%- else -%} {{ piece }} in {{ literals(found) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{# At the end of a build in which every data test of the project ran and none failed: what stands is tested. #}
{% macro remember_tested(results) -%}
    {%- if execute and flags.WHICH == 'build' -%}
        {%- set passed = [] -%}
        {%- for result in results if result.node.resource_type == 'test' and result.status in ('pass', 'warn') -%}
            {%- do passed.append(result.node.unique_id) -%}
        {%- endfor -%}
        {%- set left = [] -%}
        {%- for node in graph.nodes.values() if node.resource_type == 'test' and node.unique_id not in passed -%}
            {%- do left.append(node.unique_id) -%}
        {%- endfor -%}
        {%- if left | length == 0 -%} insert into state.tested values ({{ literal(invocation_id) }}) {%- endif -%}
    {%- endif -%}
{%- endmacro %}
