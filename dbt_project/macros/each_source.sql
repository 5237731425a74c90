{#
    The models that feed a fact, one a vendor: every macro `<fact>__<source>` in macros/sources names one. A new vendor
    brings its file; nothing here changes.
    For example, macros/sources/kiro.sql holds usage_days__kiro, which returns ref('int_kiro__usage_days').
#}
{% macro sources_of(fact) -%}
    {%- set found = [] -%}
    {%- for name in context.keys() if name.startswith(fact ~ '__') -%}
        {%- do found.append(name.split('__')[1]) -%}
    {%- endfor -%}
    {{ return(found | sort) }}
{%- endmacro %}

{% macro union_sources(fact) -%}
    {%- for source in sources_of(fact) %}
    select * from {{ context[fact ~ '__' ~ source]() }}
    {%- if not loop.last %}
    union all by name
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
