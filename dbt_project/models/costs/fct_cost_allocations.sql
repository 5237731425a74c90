{{ config(materialized='view') }}
{% for model in ['int_usage_allocations', 'int_spread_allocations', 'int_following_allocations'] %}
    select
        charge_id,
        usage_date,
        person_key,
        team_id,
        cost_center,
        allocated_cost,
        currency,
        allocation_method,
        is_idle_seat
    from {{ ref(model) }}
    {% if not loop.last %}union all{% endif %}
{% endfor %}
