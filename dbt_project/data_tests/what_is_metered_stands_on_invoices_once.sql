{# its check in Dagster stands on the mart #}
{{ config(meta={'dagster': {'ref': {'name': 'mart_invoice_reconciliation'}}}) }}
-- The metered side of an issuer's invoices is its charges, with what was used in place of what is charged for tokens,
-- and with what was used and not charged. So no difference was put where it does not belong.
with

sides as (

    select
        issuer,
        currency,
        metered_amount as reconciled,
        0 as metered
    from {{ ref('mart_invoice_reconciliation') }}
    union all
    select
        issuer,
        currency,
        0 as reconciled,
        billed_cost as metered
    from {{ ref('int_invoice_charges') }}
    union all
    select
        issuer,
        currency,
        0 as reconciled,
        metered_cost - charged_cost - committed_cost - repeated_cost as metered
    from {{ ref('int_metered_charges') }}
    union all
    select
        issuer,
        currency,
        0 as reconciled,
        metered_cost as metered
    from {{ ref('int_uncharged_usage') }}

)

select
    issuer,
    currency,
    sum(reconciled) as reconciled,
    sum(metered) as metered
from sides
group by issuer, currency
having sum(reconciled) is distinct from sum(metered)
