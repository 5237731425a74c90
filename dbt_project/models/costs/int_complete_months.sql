{{ config(content_by='month') }}
-- Months whose numbers are all there: over as of the as-of date; billed to its end by everybody who billed AI in it or
-- in the month before; and with pull requests, and usage where there is any, told of up to its last day or later.
with

bills as (

    select
        issuer,
        cast(billing_period || '-01' as date) as month,
        -- a gateway's estimate waits for its bill; a vendor's report comes daily, and has no days without a cost
        max(
            case
                when cost_basis = 'vendor_report' then cast(billing_period || '-01' as date) + interval 1 month
                else charge_date_end
            end
        ) filter (where cost_basis != 'list_estimate') as billed_until,
        bool_and(cost_basis = 'vendor_report') as is_report
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
    where not is_report

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
