{% macro usage_days__litellm() %}{{ return(ref('int_litellm__usage_days')) }}{% endmacro %}
{% macro requests__litellm() %}{{ return(ref('int_litellm__requests')) }}{% endmacro %}
