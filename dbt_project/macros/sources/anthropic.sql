{% macro usage_days__anthropic() %}{{ return(ref('int_anthropic__usage_days')) }}{% endmacro %}
