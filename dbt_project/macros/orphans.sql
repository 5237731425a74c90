{#
    What an earlier version of the code left in the rooms nobody but models uses: tables and views that no model makes any
    more, and versions of pieces that none has. They would stand for ever, and never be right again. Models go with code,
    and after a change of the code all is made anew (--full-refresh): only then is it looked for.
#}
{% macro drop_orphans() -%}
    {%- if execute and flags.FULL_REFRESH -%}
        {%- set made = ['state.tested'] -%}
        {%- for node in graph.nodes.values() if node.resource_type == 'model' -%}
            {%- do made.append(node.schema ~ '.' ~ node.alias) -%}
            {%- if node.config.materialized == 'piecewise' -%} {%- do made.append('state.' ~ node.alias) -%} {%- endif -%}
        {%- endfor -%}
        {%- set found = run_query(
            "select table_schema, table_name, table_type from information_schema.tables where table_catalog = "
            ~ literal(target.database)
            ~ " and table_schema in ('staging', 'intermediate', 'state') order by all"
        ) -%}
        {%- for schema, name, type in found.rows if schema ~ '.' ~ name not in made -%}
            {%- do log('Dropping ' ~ schema ~ '.' ~ name ~ ', which no model makes any more', info=true) -%}
            {%- set kind = 'view ' if type == 'VIEW' else 'table ' -%}
            {%- do run_query('drop ' ~ kind ~ adapter.quote(schema) ~ '.' ~ adapter.quote(name)) -%}
        {%- endfor -%}
        {%- do adapter.commit() -%}
    {%- endif -%}
{%- endmacro %}
