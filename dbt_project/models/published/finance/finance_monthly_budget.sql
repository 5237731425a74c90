{{ config(alias='mart_monthly_budget') }}
-- What is spent is the sum of what the chargeback tells, and nothing more: as it stands in the copy, by
-- publish/following.py.
select
    month,
    cost_center,
    cast(budgets.budget_usd as decimal(38, 12)) as budget_usd,
    charged.actual_usd
from {{ ref('int_budgets') }} as budgets
full outer join (
    select
        chargeback.month,
        chargeback.cost_center,
        cast(sum(chargeback.charged_cost) as decimal(38, 12)) as actual_usd
    from {{ ref('finance_cost_center_monthly_chargeback') }} as chargeback
    where chargeback.currency = 'USD'
    group by chargeback.month, chargeback.cost_center
) as charged using (month, cost_center)
