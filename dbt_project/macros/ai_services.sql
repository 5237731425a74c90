{#
    The row of seeds/reference/ai_services.csv that a charge is: the first whose patterns find something in the seller's
    texts and in those of what is sold. What is AI comes before what is not, a tool before a house that has no one tool,
    so that an order of rows says nothing. Texts are in lower case, with blanks for underscores.

    A subquery, because DuckDB evaluates one once for each pair of texts that differs (macros/model_name.sql).
#}
{% macro ai_service(seller, thing) -%}
    (
        select
            {%- set rows = ai_service_patterns() %}
            {%- if rows | length == 0 %} cast(null as varchar)
            {%- else %}
            case
                {%- for service, seller_pattern, thing_pattern in rows %}
                when
                    {%- if seller_pattern %} regexp_matches(seller_text, {{ literal(seller_pattern) }}) {%- endif %}
                    {%- if seller_pattern and thing_pattern %} and {%- endif %}
                    {%- if thing_pattern %} regexp_matches(thing_text, {{ literal(thing_pattern) }}) {%- endif %} then {{ literal(service) }}
                {%- endfor %}
            end
            {%- endif %}
        from (select {{ seller }} as seller_text, {{ thing }} as thing_text)
    )
{%- endmacro %}

{% macro ai_service_patterns() -%}
    {%- set relation = ref('ai_services') -%}
    {%- if execute and flags.WHICH in ['build', 'run', 'test', 'compile', 'show'] -%}
        {{ return(run_query(
            "select service, seller, thing from " ~ relation ~ " order by not is_ai, tool is null, service"
        ).rows) }}
    {%- endif -%}
    {{ return([]) }}
{%- endmacro %}
