{#
    A model's schema is its kind: rows as delivered, one rule each, or what others read. Only what fewer people may read
    names a schema of its own. An environment is a file, not a prefix.
#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- if custom_schema_name -%} {{ custom_schema_name }}
    {%- elif node.name.startswith('stg_') -%} staging
    {%- elif node.name.startswith('int_') or node.name.endswith('__versions') -%} intermediate
    {%- else -%} marts
    {%- endif -%}
{%- endmacro %}
