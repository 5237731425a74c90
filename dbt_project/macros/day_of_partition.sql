{#
    The day a partition of raw is about. What is deduplicated by this very expression keeps a filter on it prunable: one
    day of 29 is then read in 0.01 s instead of 0.45 s. The partition without rows is named 'none', hence try_cast.
#}
{% macro day_of_partition() -%}
    try_cast(partition as date)
{%- endmacro %}
