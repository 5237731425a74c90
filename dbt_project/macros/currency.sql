{# A currency as it is written everywhere: ` usd` is USD, or it would be one of its own. A virtual one has a name. #}
{% macro currency(column) -%}
    case
        when regexp_full_match(trim({{ column }}), '[A-Za-z]{3}') then upper(trim({{ column }}))
        else trim({{ column }})
    end
{%- endmacro %}
