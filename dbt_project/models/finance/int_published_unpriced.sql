{{ piecewise(piece='month', unit='month', made_of={
    'mart_monthly_unpriced_usage': 'same piece',
    'int_metered_people': 'same piece',
}) }}
{%- set groups -%} (from {{ ref('mart_monthly_unpriced_usage') }} where {{ in_pieces('month') }}) {%- endset -%}
{%- set people -%}
    (from {{ ref('int_priced_people') }} where price_basis = 'none' and {{ in_pieces('month') }})
{%- endset %}
-- Which tools and models without a price may be shown by themselves to who may not see one person's use.
select
    *,
    case when is_other then 'other' when not is_other then tool end as published_tool,
    case when is_other then 'other' when not is_other then model end as published_model
from ({{ merged_groups(groups, people, 'month, token_kind', 'tool, model', ['tokens']) }})
