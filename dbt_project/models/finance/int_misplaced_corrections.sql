-- Corrections, as FOCUS calls what changes a closed period, of the very period that they are billed in. They count like
-- any charge; but what they correct may have been restated too, and then stands twice.
select
    billing_period,
    issuer,
    currency,
    count(*) as charge_count,
    cast(sum(billed_cost) as decimal(38, 12)) as billed_cost
from {{ ref('fct_charges') }}
where
    charge_class = 'Correction'
    and cost_basis = 'billed'
    and charge_date_start >= cast(billing_period || '-01' as date)
group by billing_period, issuer, currency
