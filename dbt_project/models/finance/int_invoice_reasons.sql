-- The differences of an invoice on both ways, from its lines to its charges and from its charges to what was metered.
-- Less than a subunit is rounding, wherever it was found.
with

differences as (

    select * from {{ ref('int_whole_invoice_differences') }}
    union all by name
    select * from {{ ref('int_invoice_kind_differences') }}
    union all by name
    select * from {{ ref('int_invoice_rest_differences') }}
    union all by name
    select * from {{ ref('int_usage_differences') }}

),

by_reason as (

    select
        issuer,
        bill,
        currency,
        reason,
        sum(difference) as difference
    from differences
    group by issuer, bill, currency, reason

)

select
    by_reason.issuer,
    by_reason.bill,
    by_reason.currency,
    case when abs(by_reason.difference) < tolerances.subunit then 'rounding' else by_reason.reason end as reason,
    cast(sum(by_reason.difference) as decimal(38, 12)) as difference
from by_reason
inner join {{ ref('int_currency_tolerances') }} as tolerances using (currency)
group by all
having sum(by_reason.difference) != 0
