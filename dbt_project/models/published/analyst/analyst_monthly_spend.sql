{{ config(alias='mart_monthly_spend') }}
-- Where even all of a month's amounts together are of few, none of those that are about people is told.
select
    month,
    case when is_other then 'other' else issuer end as issuer,
    case when is_other then 'other' else service_name end as service_name,
    case when is_other then 'other' else model end as model,
    case when not is_other then is_ai end as is_ai,
    currency,
    cost_basis,
    cast(sum(billed_cost) as decimal(38, 12)) as billed_cost,
    (select as_of.as_of_date from {{ ref('int_as_of') }} as as_of) as told_as_of
from (
    {{ amounts_of_many(
        ref('mart_monthly_spend'), 'month, currency, cost_basis', 'billed_cost', 'issuer, service_name, model, is_ai'
    ) }}
)
where is_other is not null
group by all
