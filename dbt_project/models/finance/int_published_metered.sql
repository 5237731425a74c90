{{ piecewise(piece='month', unit='month', made_of={
    'mart_monthly_metered_cost': 'same piece',
    'int_priced_tokens': 'same piece',
    'int_metered_people': 'same piece',
}) }}
{%- set groups -%} (from {{ ref('mart_monthly_metered_cost') }} where {{ in_pieces('month') }}) {%- endset -%}
{%- set people -%} (from {{ ref('int_person_metered_costs') }} where {{ in_pieces('month') }}) {%- endset %}
-- Which tools and models of a month may be shown by themselves to who may not see one person's use; each basis by
-- itself, for a price that begins on the 30th may be one person's.
select
    *,
    case when is_other then 'other' when not is_other then tool end as published_tool,
    case when is_other then 'other' when not is_other then model end as published_model
from (
    {{ merged_groups(
        groups, people, 'month, price_basis', 'tool, model',
        ['tokens', 'metered_cost_usd', 'cache_read_cost_usd', 'cache_write_cost_usd']
    ) }}
)
