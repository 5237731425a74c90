{# Of each key, a row's period is not empty and ends where the next one begins: no overlap, no gap. #}
{% test periods_follow_on(model, key, begins, ends) %}
select *
from (
    select
        {{ key | join(', ') }},
        {{ begins }},
        {{ ends }},
        lead({{ begins }}) over (partition by {{ key | join(', ') }} order by {{ begins }}) as next_begins
    from {{ model }}
)
where ({{ begins }} < {{ ends }}) is not true or next_begins != {{ ends }}
{% endtest %}
