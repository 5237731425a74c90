{{ piecewise(piece='month', unit='month', made_of={
    'mart_cost_center_monthly_chargeback': 'same piece',
    'mart_monthly_accruals': 'same piece',
    'int_person_chargebacks': 'same piece',
    'int_person_accruals': 'same piece',
    'int_person_monthly_costs': 'same piece',
    'int_issuer_chargebacks': 'same piece',
    'int_accruals': 'same piece',
    'int_metered_people': 'same piece',
}) }}
{%- set groups -%}
    (
        select
            month,
            currency,
            tool
        from {{ ref('mart_cost_center_monthly_chargeback') }}
        where {{ in_pieces('month') }}
        union
        select
            month,
            currency,
            tool
        from {{ ref('mart_monthly_accruals') }}
        where {{ in_pieces('month') }}
    )
{%- endset -%}
{%- set people -%}
    (
        select
            month,
            currency,
            tool,
            person_key,
            charged_cost,
            cast(0 as decimal(38, 12)) as accrued_cost
        from {{ ref('int_person_chargebacks') }}
        where {{ in_pieces('month') }}
        union all
        select
            month,
            currency,
            tool,
            person_key,
            cast(0 as decimal(38, 12)) as charged_cost,
            accrued_cost
        from {{ ref('int_person_accruals') }}
        where {{ in_pieces('month') }}
    )
{%- endset %}
-- Which tools are told by name to who may not see one person's money: what few people use goes with the next smallest
-- tool, in every table alike. Left out of one, it would be the difference to any other sum of the month.
select
    month,
    currency,
    tool,
    case when is_other then 'other' when not is_other then tool end as published_tool
from ({{ merged_groups(groups, people, 'month, currency', 'tool', ['charged_cost', 'accrued_cost']) }})
