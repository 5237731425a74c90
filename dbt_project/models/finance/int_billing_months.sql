-- Which months an issuer should have billed by now: it has sent an invoice for the month or a later one, or so many
-- days have passed as seed reconciliation_tolerances gives it. In a month that is not due, what no charge is for yet is
-- not missing.
with

billed as (

    select
        issuer,
        cast(billing_period || '-01' as date) as month,
        max(charge_date_end) as billed_until,
        false as has_lines
    from {{ ref('int_charges_of_invoices') }}
    group by issuer, billing_period
    union all
    select distinct
        issuer,
        cast(billing_period || '-01' as date) as month,
        cast(null as date) as billed_until,
        true as has_lines
    from {{ ref('stg_focus__invoice_details') }}
    where not {{ is_voided() }}

),

months as (

    select
        issuer,
        cast(unnest(generate_series(
            min(month), greatest(max(month), date_trunc('month', max(as_of.as_of_date))), interval 1 month
        )) as date) as month
    from billed
    cross join {{ ref('int_as_of') }} as as_of
    group by issuer

)

select
    months.issuer,
    months.month,
    max(billed.billed_until) filter (where billed.month = months.month) as billed_until,
    coalesce(bool_or(billed.has_lines and billed.month >= months.month), false)
    or max(as_of.as_of_date) > last_day(months.month) + cast(max(tolerances.invoice_due_days) as integer) as is_due
from months
cross join {{ ref('int_as_of') }} as as_of
cross join {{ ref('reconciliation_tolerances') }} as tolerances
inner join billed using (issuer)
group by months.issuer, months.month
