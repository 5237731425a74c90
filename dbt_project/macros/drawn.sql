{# By what a charge is shared: how much of what it bills a row of usage has, and, where nobody has any, of anything. #}
{% macro of_its_kind(usage) -%}
        case token_kind
            when 'uncached_input' then {{ usage }}.uncached_input
            when 'cache_read' then {{ usage }}.cache_read
            when 'cache_write' then {{ usage }}.cache_write
            when 'output' then {{ usage }}.output
            else {{ usage }}.credit_millionths
        end
{%- endmacro %}

{% macro of_anything(usage) -%}
        coalesce({{ usage }}.uncached_input, 0) + coalesce({{ usage }}.cache_read, 0)
        + coalesce({{ usage }}.cache_write, 0) + coalesce({{ usage }}.output, 0) + coalesce({{ usage }}.sessions, 0)
{%- endmacro %}
