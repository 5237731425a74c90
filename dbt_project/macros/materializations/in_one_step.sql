{#
    dbt's view and table, each in one step. dbt makes a new one, moves the old one away and the new one in, and
    drops the old: 30 ms for each of sixty models, in a run whose models cost three seconds. `create or replace` is one
    step as well, and atomic.

    A table that stands is emptied and filled as long as its code is the same (piecewise/state.sql). dbt compiles 60 ms of
    macros to check and write a contract, here once and not every day.
#}
{% materialization view, adapter='duckdb' %}
    {{ return(made_in_one_step('view', or_replace(get_create_view_as_sql(this, sql)) ~ ';\n' ~ remember_code(sql))) }}
{% endmaterialization %}

{% materialization table, adapter='duckdb' %}
    {%- if is_made_anew(sql) -%}
        {{ return(made_in_one_step('table', or_replace(create_table_as(false, this, sql)) ~ ';\n' ~ remember_code(sql))) }}
    {%- endif -%}
    {{ return(made_in_one_step('table', 'delete from ' ~ this ~ ';\ninsert into ' ~ this ~ ' by name\n' ~ sql)) }}
{% endmaterialization %}

{% macro made_in_one_step(type, statements) -%}
    {%- do make_way_for(type) -%}
    {%- call statement('main') -%} {{ statements }} {%- endcall -%}
    {%- do adapter.commit() -%}
    {{ return({'relations': [this.incorporate(type=type)]}) }}
{%- endmacro %}

{# A view cannot replace a table, nor a table a view. #}
{% macro make_way_for(type) -%}
    {%- set existing = load_relation(this) -%}
    {%- if existing is not none and existing.type != type -%} {%- do adapter.drop_relation(existing) -%} {%- endif -%}
{%- endmacro %}

{% macro or_replace(create) -%}
    {{ modules.re.sub('create\\s+(view|table)', 'create or replace \\1 ', create, count=1) }}
{%- endmacro %}
