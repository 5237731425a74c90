{{ config(content_by='month') }}
-- Months whose numbers are all there: over as of the as-of date; billed to its end by everybody who billed AI in it or
-- in the month before; and with pull requests, and usage where there is any, told of up to its last day or later.
with

bills as (

    select
        issuer,
        cast(billing_period || '-01' as date) as month,
        -- an estimate waits for its bill
        max(charge_date_end) filter (where cost_basis = 'billed') as billed_until
    from {{ ref('fct_charges') }}
    where is_ai and is_of_record and currency = 'USD'
    group by issuer, billing_period

),

expected as (

    select
        issuer,
        month
    from bills
    union
    select
        issuer,
        cast(month + interval 1 month as date) as month
    from bills

),

billed as (

    select
        expected.issuer,
        expected.month,
        coalesce(max(bills.billed_until) >= expected.month + interval 1 month, false) as is_billed
    from expected
    left join bills on expected.issuer = bills.issuer and expected.month <= bills.month
    group by expected.issuer, expected.month

)

select billed.month
from billed
cross join {{ ref('int_told_until') }} as told
group by billed.month
having
    bool_and(billed.is_billed)
    and last_day(billed.month) <= max(told.as_of_date)
    and last_day(billed.month) <= max(told.pulls_until)
    and coalesce(last_day(billed.month) <= max(told.usage_until), true)
