-- Both sides of an invoice as a whole, and what a difference may be. FOCUS 1.4 lets amounts differ by what rounding of
-- so many charges makes likely, at least 100 subunits.
with

invoices as (

    select
        issuer,
        bill,
        any_value(invoice_id) as invoice_id,
        any_value(billing_period) as billing_period,
        currency,
        cast(sum(invoiced_amount) as decimal(38, 12)) as invoiced_amount,
        cast(sum(charged_amount) as decimal(38, 12)) as charged_amount,
        cast(sum(line_count) as bigint) as line_count,
        cast(sum(charge_count) as bigint) as charge_count,
        cast(sum(repeated_line_amount) as decimal(38, 12)) as repeated_line_amount,
        cast(sum(repeated_cost) as decimal(38, 12)) as repeated_cost,
        -- one line for everything says nothing of the kinds that its charges have
        count(*) filter (where line_count > 0) > 1
        or count(*) filter (where line_count = 0 and charge_count > 0) = 0 as has_kinds
    from {{ ref('int_invoice_kinds') }}
    group by issuer, bill, currency

)

select
    invoices.*,
    tolerances.subunit,
    {{ rounding_tolerance('tolerances.subunit', 'invoices.charge_count') }} as tolerance
from invoices
inner join {{ ref('int_currency_tolerances') }} as tolerances using (currency)
