{# Every gaming signal is a model int_signal__<name>; a macro signal__<name> names it (as each_source.sql). #}
{% macro signal__regular_timing() %}{{ return(ref('int_signal__regular_timing')) }}{% endmacro %}
{% macro signal__repeated_sizes() %}{{ return(ref('int_signal__repeated_sizes')) }}{% endmacro %}

{# A signal's limit, and how many observations it needs. #}
{% macro threshold_of(signal) -%}
    select
        n_min,
        limit_value
    from {{ ref('signal_thresholds') }}
    where signal = {{ literal(signal) }}
{%- endmacro %}
