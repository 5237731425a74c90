{# A model as its vendor names it. `all` is the name of the row of all models, so a model cannot have it. #}
{% macro model_name(column) -%}
    coalesce(nullif(nullif({{ column }}, ''), 'all'), 'unknown')
{%- endmacro %}
