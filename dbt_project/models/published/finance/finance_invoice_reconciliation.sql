{{ config(alias='mart_invoice_reconciliation') }}

select
    issuer,
    invoice_id,
    billing_period,
    currency,
    reason,
    invoiced_amount,
    metered_amount,
    difference,
    tolerance,
    status,
    is_due
from {{ ref('mart_invoice_reconciliation') }}
