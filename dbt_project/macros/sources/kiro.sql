{% macro usage_days__kiro() %}{{ return(ref('int_kiro__usage_days')) }}{% endmacro %}
