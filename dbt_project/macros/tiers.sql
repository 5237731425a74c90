{# Whether a model is one of those that seed model_tiers calls premium: a subquery, evaluated once for each model. #}
{% macro is_premium(model) -%}
    (
        select count(*) > 0
        from {{ ref('model_tiers') }} as tiers
        where tiers.tier = 'premium' and {{ model }} like tiers.pattern
    )
{%- endmacro %}
