{#
    What a text matches in a seed of patterns: the first value by name, or whether any matches. The patterns stand in
    the compiled SQL as constants; joined as data, each would be compiled anew for every row (measured: 40 times slower).
#}
{% macro first_match(text, seed, value) -%}
    {%- set rows = patterns_of(seed, value) -%}
    {%- if rows | length == 0 -%} cast(null as varchar)
    {%- else -%}
    case
        {%- for row in rows %}
        when regexp_matches({{ text }}, {{ literal(row[0]) }}) then {{ literal(row[1]) }}
        {%- endfor %}
    end
    {%- endif -%}
{%- endmacro %}

{% macro any_match(text, seed) -%}
    {%- set rows = patterns_of(seed, 'reason') -%}
    {%- if rows | length == 0 -%} false
    {%- else -%} regexp_matches({{ text }}, {{ literal(rows | map(attribute=0) | join("|")) }})
    {%- endif -%}
{%- endmacro %}

{% macro patterns_of(seed, value) -%}
    {%- set relation = ref(seed) -%}
    {%- if execute and flags.WHICH in ['build', 'run', 'test', 'compile', 'show'] -%}
        {{ return(run_query("select pattern, " ~ value ~ " from " ~ relation ~ " order by pattern").rows) }}
    {%- endif -%}
    {{ return([]) }}
{%- endmacro %}
