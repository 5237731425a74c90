-- Under whose name an amount may be shown to who may not see one person's money.
select
    month,
    cost_center,
    tool,
    currency,
    charged_cost,
    is_period_closed,
    is_other,
    case when is_other then 'other' else cost_center end as published_cost_center
from (
    {{ amounts_of_many(
        ref('mart_cost_center_monthly_chargeback'), 'month, tool, currency', 'charged_cost', 'cost_center'
    ) }}
)
