{{ piecewise(piece='month', unit='month', made_of={
    'mart_cost_center_monthly_chargeback': 'same piece',
    'int_person_chargebacks': 'same piece',
    'int_person_monthly_costs': 'same piece',
    'int_issuer_chargebacks': 'same piece',
}) }}
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
    {{ merged_groups(
        '(from ' ~ ref('mart_cost_center_monthly_chargeback') ~ ' where ' ~ in_pieces('month') ~ ')',
        '(from ' ~ ref('int_person_chargebacks') ~ ' where ' ~ in_pieces('month') ~ ')',
        'month, tool, currency', 'cost_center', ['charged_cost']
    ) }}
)
