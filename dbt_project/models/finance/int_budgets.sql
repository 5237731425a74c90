{{ piecewise(content_by='month', tags=['directory'], made_of={
    'stg_directory__budgets': 'the whole',
    'int_directory_snapshots': 'the whole',
}) }}
-- The newest word on a month and cost centre.
select
    month,
    cost_center,
    budget_usd
from ({{ ruling('budgets', 'month, cost_center') }})
