{# Every row satisfies `expression`; NULL is a failure, unlike in most such tests. #}
{% test holds(model, expression, piece=none) %}
select *
from {{ model }}
where ({{ expression }}) is not true and {{ is_untested(model, piece) }}
{% endtest %}
