{#
    dbt's view and table, each in one statement. dbt makes a new one, moves the old one away and the new one in, and
    drops the old: 30 ms for each of sixty models, in a run whose models cost three seconds. `create or replace` is one
    step as well, and atomic.
#}
{% materialization view, adapter='duckdb' %}
    {{ return(made_in_one_statement('view', get_create_view_as_sql(this, sql))) }}
{% endmaterialization %}

{% materialization table, adapter='duckdb' %}
    {{ return(made_in_one_statement('table', create_table_as(false, this, sql))) }}
{% endmaterialization %}

{% macro made_in_one_statement(type, create) -%}
    {%- do make_way_for(type) -%}
    {%- call statement('main') -%} {{ or_replace(create) }} {%- endcall -%}
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
