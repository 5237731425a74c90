{{ piecewise(piece='month', unit='month', pieces_at_once=1, made_of={
    'fct_usage_days': 'its days',
    'int_metered_days': 'its days',
    'int_people_validity': 'periods',
    'int_teams': 'the whole',
    'int_services': 'the whole',
}) }}
-- Whose tokens a month's were, and which price they have. A month at a time, as accruals are: of 85,000 people half a
-- million rows.
{%- set kinds = ['uncached_input', 'cache_read', 'cache_write', 'output'] %}

with

prices as (

    select
        usage_date,
        tool,
        model,
    {% for kind in kinds -%}
        {{ one_or_mixed('case when token_kind = ' ~ literal(kind) ~ ' then price_basis end') }}
            as {{ kind }}_basis{{ ',' if not loop.last }}
    {% endfor %}
    from {{ ref('int_metered_days') }}
    where {{ in_pieces('usage_date', 'month') }}
    group by usage_date, tool, model

)

select
    cast(date_trunc('month', usage.usage_date) as date) as month,
    usage.tool,
    usage.model,
    coalesce(people.cost_center, vendor_team.cost_center, 'unattributed') as cost_center,
    case
        when
            usage.person_key != 'unattributed'
            and usage.person_key not in (select services.person_key from {{ ref('int_services') }} as services)
            then usage.person_key
    end as person_key,
    {% for kind in kinds -%}
        prices.{{ kind }}_basis,
    {% endfor -%}
    coalesce(sum(usage.uncached_input_tokens), 0) as uncached_input,
    coalesce(sum(usage.cache_read_tokens), 0) as cache_read,
    coalesce(sum(usage.cache_write_tokens), 0) as cache_write,
    coalesce(sum(usage.output_tokens), 0) as output
from {{ ref('fct_usage_days') }} as usage
left join prices
    on usage.usage_date = prices.usage_date and usage.tool = prices.tool and usage.model = prices.model
{{ join_team('usage') }}
where usage.is_primary_measurement and usage.model != 'all' and {{ in_pieces('usage.usage_date', 'month') }}
group by all
