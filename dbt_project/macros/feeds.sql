{# The models that feed a fact, one a source: `int_<source>__…`. Who adds a source adds its model here. #}
{% macro feeds(fact) -%}
    {{ return({
        'usage_days': ['int_anthropic__usage_days', 'int_kiro__usage_days'],
        'requests': ['int_litellm__requests'],
        'pull_requests': ['int_github__pull_requests'],
        'gaps': ['int_github__gaps'],
        'signals': ['int_signal__regular_timing', 'int_signal__repeated_sizes'],
    }[fact]) }}
{%- endmacro %}

{% macro union_of(fact) -%}
    {%- for model in feeds(fact) %}
    select * from {{ ref(model) }}
    {%- if not loop.last %}
    union all by name
    {%- endif %}
    {%- endfor %}
{%- endmacro %}

{# The sources of these facts, by the names of their models. #}
{% macro sources_of(facts) -%}
    {%- set found = [] -%}
    {%- for fact in facts -%}
        {%- for model in feeds(fact) -%} {%- do found.append(model.split('__')[0][4:]) -%} {%- endfor -%}
    {%- endfor -%}
    {{ return(found | unique | list) }}
{%- endmacro %}
