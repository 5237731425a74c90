-- What days cost whom, with the issuer of the bill: it stands in the name of the bill, so that no charge is looked up.
{% for model in ['int_usage_allocations', 'int_spread_allocations', 'int_following_allocations'] %}
    select
        charge_id,
        usage_date,
        regexp_replace(bill, '\|[0-9]{4}-[0-9]{2}$', '') as issuer,
        team_id,
        cost_center,
        currency,
        allocated_cost
    from {{ ref(model) }}
    {% if not loop.last %}union all{% endif %}
{% endfor %}
