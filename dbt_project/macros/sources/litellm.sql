{% macro requests__litellm() %}{{ return(ref('int_litellm__requests')) }}{% endmacro %}
