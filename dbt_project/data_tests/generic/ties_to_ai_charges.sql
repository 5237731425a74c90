{# The amounts of a bill, in each currency, are what it charges for AI, to the last digit. #}
{% test ties_to_ai_charges(model, column_name) %}
select
    bill,
    currency,
    sum(amount) as amount,
    sum(billed) as billed
from (
    select bill, currency, {{ column_name }} as amount, 0 as billed
    from {{ model }}
    where {{ is_untested(model, 'bill') }}
    union all
    select bill, currency, 0 as amount, billed_cost as billed
    from {{ ref('int_ai_charges') }}
    where {{ is_untested(model, 'bill') }}
)
group by bill, currency
having sum(amount) is distinct from sum(billed)
{% endtest %}
