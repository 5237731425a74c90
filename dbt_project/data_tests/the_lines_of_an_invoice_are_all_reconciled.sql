{# its check in Dagster stands on the mart #}
{{ config(meta={'dagster': {'ref': {'name': 'mart_invoice_reconciliation'}}}) }}
-- The invoiced side of an invoice is its lines as delivered: none is lost, none stands under two reasons.
with

sides as (

    select
        issuer,
        invoice_id,
        currency,
        invoiced_amount as reconciled,
        0 as delivered
    from {{ ref('mart_invoice_reconciliation') }}
    union all
    select
        issuer,
        invoice_id,
        currency,
        0 as reconciled,
        billed_cost as delivered
    from {{ ref('stg_focus__invoice_details') }}
    where not {{ is_voided() }}

)

select
    issuer,
    invoice_id,
    currency,
    sum(reconciled) as reconciled,
    sum(delivered) as delivered
from sides
group by issuer, invoice_id, currency
having sum(reconciled) is distinct from sum(delivered)
