-- Why a whole invoice has no other side. The rules are asked in this order; the first that holds is the reason.
--
-- 1. `fx`: the invoice is in another currency than its charges. 2. `missing_invoice`: charges that no invoice has.
-- 3. `duplicate`: an invoice that nothing was charged on, and that asks the same as another of its month.
with

invoices as (

    select
        *,
        invoiced_amount - charged_amount as difference
    from {{ ref('int_invoice_totals') }}

),

in_another_currency as (

    select distinct
        invoices.issuer,
        invoices.bill,
        invoices.currency
    from invoices
    inner join invoices as other
        on
            invoices.issuer = other.issuer
            and invoices.bill = other.bill
            and invoices.currency != other.currency
            and (
                (invoices.line_count = 0 and other.charge_count = 0)
                or (invoices.charge_count = 0 and other.line_count = 0)
            )

),

invoiced_again as (

    select distinct
        invoices.issuer,
        invoices.bill,
        invoices.currency
    from invoices
    inner join invoices as other
        on
            invoices.issuer = other.issuer
            and invoices.currency = other.currency
            and invoices.billing_period = other.billing_period
            and invoices.invoiced_amount = other.invoiced_amount
            and invoices.bill != other.bill
            and other.line_count > 0
            -- of two that have no charges, the first is the one that should
            and (other.charge_count > 0 or other.bill < invoices.bill)
    where invoices.charge_count = 0

)

select
    invoices.issuer,
    invoices.bill,
    invoices.currency,
    case
        when in_another_currency.bill is not null then 'fx'
        when invoices.line_count = 0 then 'missing_invoice'
        else 'duplicate'
    end as reason,
    invoices.difference
from invoices
left join in_another_currency using (issuer, bill, currency)
left join invoiced_again using (issuer, bill, currency)
where in_another_currency.bill is not null or invoices.line_count = 0 or invoiced_again.bill is not null
