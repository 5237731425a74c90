{{ piecewise(piece='month', unit='month', made_of={
    'mart_monthly_accruals': 'same piece',
    'int_published_tools': 'same piece',
    'int_accruals': 'same piece',
    'int_metered_people': 'same piece',
    'int_person_monthly_costs': 'same piece',
}) }}
{%- set groups -%}
    (
        select
            accruals.month,
            accruals.tool,
            tools.published_tool,
            accruals.currency,
            accruals.issuer,
            accruals.billing_period,
            accruals.basis,
            {{ one_or_mixed('accruals.accrual_basis') }} as accrual_basis,
            bool_and(accruals.is_invoiced) as is_invoiced,
            sum(accruals.accrued_cost) as accrued_cost,
            sum(accruals.reversed_cost) as reversed_cost,
            sum(accruals.charged_cost) as charged_cost
        from {{ ref('mart_monthly_accruals') }} as accruals
        inner join {{ ref('int_published_tools') }} as tools using (month, currency, tool)
        where {{ in_pieces('month') }}
        group by all
    )
{%- endset -%}
{%- set people -%}
    (
        select
            people.*,
            tools.published_tool,
            people.charged_cost - people.accrued_cost as trued_up_cost
        from {{ ref('int_person_accruals') }} as people
        inner join {{ ref('int_published_tools') }} as tools using (month, currency, tool)
        where {{ in_pieces('month') }}
    )
{%- endset %}
-- Which accruals may be shown to who may not see one person's money, over all cost centres: an issuer's part of what a
-- cost centre is charged back, beside the whole of it, would give away the other issuer's.
select
    month,
    tool,
    currency,
    issuer,
    billing_period,
    basis,
    accrual_basis,
    is_invoiced,
    accrued_cost,
    reversed_cost,
    charged_cost,
    case when is_other is not null then published_tool end as published_tool,
    case when published_tool is not null then is_other end as is_other
from (
    {{ merged_groups(
        groups, people, 'month, published_tool, currency', 'tool, issuer, billing_period, basis',
        ['accrued_cost', 'charged_cost'], ['trued_up_cost']
    ) }}
)
