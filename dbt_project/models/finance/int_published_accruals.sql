{{ piecewise(piece='month', unit='month', made_of={
    'mart_monthly_accruals': 'same piece',
    'int_accruals': 'same piece',
    'int_metered_people': 'same piece',
    'int_person_monthly_costs': 'same piece',
}) }}
{%- set groups -%}
    (
        select
            month,
            tool,
            currency,
            issuer,
            billing_period,
            basis,
            {{ one_or_mixed('accrual_basis') }} as accrual_basis,
            bool_and(is_invoiced) as is_invoiced,
            sum(accrued_cost) as accrued_cost,
            sum(reversed_cost) as reversed_cost,
            sum(charged_cost) as charged_cost
        from {{ ref('mart_monthly_accruals') }}
        where {{ in_pieces('month') }}
        group by month, tool, currency, issuer, billing_period, basis
    )
{%- endset -%}
{%- set people -%} (from {{ ref('int_person_accruals') }} where {{ in_pieces('month') }}) {%- endset %}
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
    is_other
from (
    {{ merged_groups(
        groups, people, 'month, tool, currency', 'issuer, billing_period, basis', ['accrued_cost', 'charged_cost']
    ) }}
)
