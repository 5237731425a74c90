{# A signal's limit, and how many observations it needs. #}
{% macro threshold_of(signal) -%}
    select
        n_min,
        limit_value
    from {{ ref('signal_thresholds') }}
    where signal = {{ literal(signal) }}
{%- endmacro %}
