{{ config(content_by='usage_date') }}
-- Behind a name of its own, because a month reads its days of them, and those of the three months before.
select
    usage_date,
    scope as cost_center,
    allocated_cost
from {{ ref('int_scope_day_costs') }}
where scope_kind = 'cost_center' and currency = 'USD'
