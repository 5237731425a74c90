-- Charges with the invoice that they are on. FOCUS before 1.2 has no invoice id, and clouds fill it in when the month
-- is over: where none of a month's charges has one, they are on the only invoice of their issuer, month and currency.
with

charges as (

    select
        *,
        count(invoice_id) over (partition by issuer, billing_period, currency) = 0 as is_without_ids
    from {{ ref('int_invoice_charges') }}

),

only_invoices as (

    select
        issuer,
        billing_period,
        currency,
        min(invoice_id) as invoice_id
    from {{ ref('stg_focus__invoice_details') }}
    where not {{ is_voided() }}
    group by issuer, billing_period, currency
    having count(distinct invoice_id) = 1

)

select
    charges.* exclude (invoice_id, is_without_ids, month),
    coalesce(charges.invoice_id, only_invoices.invoice_id) as invoice_id,
    {{ bill('coalesce(charges.invoice_id, only_invoices.invoice_id)', 'charges.billing_period') }} as bill
from charges
left join only_invoices
    on
        charges.is_without_ids
        and charges.issuer = only_invoices.issuer
        and charges.billing_period = only_invoices.billing_period
        and charges.currency = only_invoices.currency
