-- Read by `assay close` and `assay export`, for the months and issuers that they are about.
select
    charges.issuer,
    allocations.usage_date,
    charges.charge_id,
    charges.invoice_id,
    allocations.cost_center,
    allocations.team_id,
    {{ tool_of('charges') }} as tool,
    allocations.currency,
    allocations.allocated_cost
from {{ ref('fct_cost_allocations') }} as allocations
inner join {{ ref('int_ai_charges') }} as charges using (charge_id)
