{{ piecewise(piece='month', unit='month', made_of={
    'mart_cost_center_monthly_chargeback': 'same piece',
    'int_published_tools': 'same piece',
    'int_person_chargebacks': 'same piece',
    'int_person_monthly_costs': 'same piece',
    'int_issuer_chargebacks': 'same piece',
}) }}
{%- set groups -%}
    (
        select
            amounts.*,
            tools.published_tool
        from {{ ref('mart_cost_center_monthly_chargeback') }} as amounts
        inner join {{ ref('int_published_tools') }} as tools using (month, currency, tool)
        -- that a cost centre has nothing is told of nobody
        where amounts.charged_cost != 0 and {{ in_pieces('month') }}
    )
{%- endset -%}
{%- set people -%}
    (
        select
            people.*,
            tools.published_tool
        from {{ ref('int_person_chargebacks') }} as people
        inner join {{ ref('int_published_tools') }} as tools using (month, currency, tool)
        where {{ in_pieces('month') }}
    )
{%- endset %}
-- Under whose name an amount may be shown to who may not see one person's money; of few even all together, under none.
select
    month,
    cost_center,
    tool,
    currency,
    charged_cost,
    is_period_closed,
    case when is_other is not null then published_tool end as published_tool,
    case when published_tool is null then null when is_other then 'other' when not is_other then cost_center end
        as published_cost_center
from ({{ merged_groups(groups, people, 'month, published_tool, currency', 'tool, cost_center', ['charged_cost']) }})
