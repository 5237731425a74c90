-- The invoice of an issuer's month that has the most charges: where a month's usage would be looked for.
select
    issuer,
    currency,
    cast(billing_period || '-01' as date) as month,
    max_by(bill, (charge_count, bill)) as bill
from (
    select
        issuer,
        currency,
        billing_period,
        bill,
        sum(charge_count) as charge_count
    from {{ ref('int_charges_of_invoices') }}
    group by issuer, currency, billing_period, bill
)
group by issuer, currency, billing_period
