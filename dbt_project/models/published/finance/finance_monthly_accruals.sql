{{ config(alias='mart_monthly_accruals') }}
-- As if nothing had been told before; what has been told stands, by orchestration/publish/standing.py.
select
    case when is_other then 'other' else issuer end as issuer,
    case when is_other then 'other' else billing_period end as billing_period,
    month,
    published_tool as tool,
    currency,
    case when is_other then 'other' else basis end as basis,
    {{ one_or_mixed('accrual_basis') }} as accrual_basis,
    bool_and(is_invoiced) as is_invoiced,
    cast(sum(accrued_cost) as decimal(38, 12)) as accrued_cost,
    cast(sum(reversed_cost) as decimal(38, 12)) as reversed_cost,
    cast(sum(charged_cost) as decimal(38, 12)) as charged_cost,
    cast(sum(charged_cost + reversed_cost) as decimal(38, 12)) as true_up_cost,
    cast(sum(accrued_cost + reversed_cost) as decimal(38, 12)) as open_accrual_cost,
    (select as_of.as_of_date from {{ ref('int_as_of') }} as as_of) as told_as_of
from {{ ref('int_published_accruals') }}
where published_tool is not null
group by
    case when is_other then 'other' else issuer end, case when is_other then 'other' else billing_period end, month,
    published_tool, currency, case when is_other then 'other' else basis end
