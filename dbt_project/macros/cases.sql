{# What a case is called by: the person and the week in which it opened. #}
{% macro case_id(opened_on) -%} md5(person_key || cast({{ opened_on }} as varchar)) {%- endmacro %}

{#
    A sentence of seed signal_sentences, with the values of the evidence in it: `{key}` as it is, `{key %}` a share as a
    percentage, `{key s}` seconds in the unit in which people would say them. What the evidence does not have is unknown.
#}
{% macro filled_in(sentence, evidence) -%}
    {%- set mark = "'\\{[^}]*\\}'" -%}
    {%- set text = "json_extract_string(" ~ evidence ~ ", '$.' || regexp_extract(mark, '\\{([a-z_]+)', 1))" -%}
    {%- set number = "try_cast(" ~ text ~ " as double)" -%}
    array_to_string(list_transform(
        list_zip(
            regexp_split_to_array({{ sentence }}, {{ mark }}),
            list_transform(regexp_extract_all({{ sentence }}, {{ mark }}), lambda mark: coalesce(case
                when {{ number }} is null then {{ text }}
                when mark like '% \%}' escape '\' then {{ readable(number ~ ' * 100') }} || ' %'
                when mark not like '% s}' then {{ readable(number) }}
                when {{ number }} < 120 then {{ readable(number) }} || ' seconds'
                when {{ number }} < 7200 then {{ readable(number ~ ' / 60') }} || ' minutes'
                else {{ readable(number ~ ' / 3600') }} || ' hours'
            end, 'unknown'))
        ),
        lambda pair: concat(pair[1], pair[2])
    ), '')
{%- endmacro %}

{# A number as people write it: two digits and more whole, with commas between thousands; below, one decimal. #}
{% macro readable(number) -%}
    case
        when abs({{ number }}) >= 10 then format('{:,}', cast(round({{ number }}) as bigint))
        else regexp_replace(cast(round({{ number }}, 1) as varchar), '\.0$', '')
    end
{%- endmacro %}
