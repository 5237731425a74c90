{% macro pull_requests__github() %}{{ return(ref('int_github__pull_requests')) }}{% endmacro %}

{% macro gaps__github() %}{{ return(ref('int_github__gaps')) }}{% endmacro %}
