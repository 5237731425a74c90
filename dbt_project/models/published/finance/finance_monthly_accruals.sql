{{ config(alias='mart_monthly_accruals') }}

select
    case when is_other then 'other' else issuer end as issuer,
    case when is_other then 'other' else billing_period end as billing_period,
    month,
    tool,
    currency,
    case when is_other then 'other' else basis end as basis,
    {{ one_or_mixed('accrual_basis') }} as accrual_basis,
    bool_and(is_invoiced) as is_invoiced,
    cast(sum(accrued_cost) as decimal(38, 12)) as accrued_cost,
    cast(sum(reversed_cost) as decimal(38, 12)) as reversed_cost,
    cast(sum(charged_cost) as decimal(38, 12)) as charged_cost,
    cast(sum(charged_cost + reversed_cost) as decimal(38, 12)) as true_up_cost,
    cast(sum(accrued_cost + reversed_cost) as decimal(38, 12)) as open_accrual_cost
from {{ ref('int_published_accruals') }}
where is_other is not null
group by
    case when is_other then 'other' else issuer end, case when is_other then 'other' else billing_period end, month,
    tool, currency, case when is_other then 'other' else basis end
