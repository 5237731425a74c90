{# What all rows of a group say, `mixed` where they say several things, NULL where none says any. #}
{% macro one_or_mixed(column) -%}
    case when min({{ column }}) = max({{ column }}) then min({{ column }}) when count({{ column }}) > 0 then 'mixed' end
{%- endmacro %}
