{#
    What an earlier version of the code left in the rooms nobody but models uses: tables and views that no model makes any
    more, and states of models that are none. They would stand for ever, and never be right again.
#}
{% macro drop_orphans() -%}
    {%- if execute -%}
        {%- set made = ['state.tested', 'state.code'] -%}
        {%- for node in graph.nodes.values() if node.resource_type == 'model' -%}
            {%- do made.append(node.schema ~ '.' ~ node.alias) -%}
            {%- if node.config.materialized == 'piecewise' -%}
                {%- for kind in [none, 'content', 'periods'] -%}
                    {%- do made.append(state_table(node.alias, kind) | trim) -%}
                {%- endfor -%}
            {%- endif -%}
        {%- endfor -%}
        {%- set found = run_query(
            "select schema_name, table_name, 'table' from duckdb_tables() where database_name = " ~ literal(target.database)
            ~ " and schema_name in ('staging', 'intermediate', 'state')"
            ~ " union all select schema_name, view_name, 'view' from duckdb_views() where database_name = "
            ~ literal(target.database) ~ " and schema_name in ('staging', 'intermediate') order by all"
        ) -%}
        {%- for schema, name, kind in found.rows if schema ~ '.' ~ name not in made -%}
            {%- do log('Dropping ' ~ schema ~ '.' ~ name ~ ', which no model makes any more', info=true) -%}
            {%- do run_query('drop ' ~ kind ~ ' ' ~ adapter.quote(schema) ~ '.' ~ adapter.quote(name)) -%}
        {%- endfor -%}
        {%- do adapter.commit() -%}
    {%- endif -%}
{%- endmacro %}
