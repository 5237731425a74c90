-- Where the two sides agree they are `matched`; each difference stands on the side that has it, so that either column
-- sums to its side of the invoice.
with

-- what was used in a month that has neither charges nor an invoice is on one still to come
invoices as (

    select
        coalesce(totals.issuer, found.issuer) as issuer,
        coalesce(totals.bill, found.bill) as bill,
        totals.invoice_id,
        coalesce(totals.billing_period, right(found.bill, 7)) as billing_period,
        coalesce(totals.currency, found.currency) as currency,
        coalesce(totals.invoiced_amount, 0) as invoiced_amount,
        coalesce(totals.line_count, 0) as line_count,
        coalesce(totals.charge_count, 0) as charge_count
    from {{ ref('int_invoice_totals') }} as totals
    full join (
        select distinct
            issuer,
            bill,
            currency
        from {{ ref('int_invoice_reasons') }}
    ) as found
        on totals.issuer = found.issuer and totals.bill = found.bill and totals.currency = found.currency

),

limits as (

    select
        invoices.*,
        {{ rounding_tolerance('tolerances.subunit', 'invoices.charge_count') }} as tolerance,
        least(
            tolerances.absolute_materiality,
            cast(abs(invoices.invoiced_amount) * tolerances.relative_materiality as decimal(38, 12))
        ) as materiality,
        coalesce(months.is_due, false) as is_due
    from invoices
    inner join {{ ref('int_currency_tolerances') }} as tolerances using (currency)
    left join {{ ref('int_billing_months') }} as months
        on invoices.issuer = months.issuer and invoices.billing_period = strftime(months.month, '%Y-%m')

),

differences as (

    select
        reasons.*,
        case
            when limits.line_count = 0 then true
            when limits.charge_count = 0 then false
            else
                reasons.difference < 0
                and reasons.reason not in ('tax', 'credit', 'seat', 'missing_usage', 'rounding', 'unexplained')
        end as is_metered_side
    from {{ ref('int_invoice_reasons') }} as reasons
    inner join limits using (issuer, bill, currency)

),

agreed as (

    select
        limits.issuer,
        limits.bill,
        limits.currency,
        limits.invoiced_amount - coalesce(sum(differences.difference) filter (where not is_metered_side), 0) as amount,
        count(differences.reason) as difference_count
    from limits
    left join differences using (issuer, bill, currency)
    group by limits.issuer, limits.bill, limits.currency, limits.invoiced_amount

),

reasons as (

    select
        issuer,
        bill,
        currency,
        reason,
        case when is_metered_side then 0 else difference end as invoiced_amount,
        case when is_metered_side then -difference else 0 end as metered_amount
    from differences
    union all
    select
        issuer,
        bill,
        currency,
        'matched' as reason,
        amount as invoiced_amount,
        amount as metered_amount
    from agreed
    where amount != 0 or difference_count = 0

)

select
    limits.issuer,
    limits.invoice_id,
    limits.billing_period,
    limits.currency,
    reasons.reason,
    cast(reasons.invoiced_amount as decimal(38, 12)) as invoiced_amount,
    cast(reasons.metered_amount as decimal(38, 12)) as metered_amount,
    cast(reasons.invoiced_amount - reasons.metered_amount as decimal(38, 12)) as difference,
    limits.tolerance,
    case
        when abs(reasons.invoiced_amount - reasons.metered_amount) <= limits.tolerance then 'matched'
        when not limits.is_due then 'within_tolerance'
        when abs(reasons.invoiced_amount - reasons.metered_amount) <= limits.materiality then 'within_tolerance'
        else 'escalate'
    end as status,
    limits.is_due
from reasons
inner join limits using (issuer, bill, currency)
