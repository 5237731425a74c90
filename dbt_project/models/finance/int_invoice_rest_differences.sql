-- What the kinds of an invoice's lines leave unexplained. The rules are asked in this order, each about what the one
-- before left over.
--
-- 1. `duplicate`: equal charges, or lines, of an invoice that does not name its kinds. 2. `timing`: what a month has
-- too little of, and the next or the one before too much. 3. `rounding`: what rounding makes likely. 4. `unexplained`.
with

invoices as (

    select
        invoices.*,
        cast(invoices.billing_period || '-01' as date) as month,
        invoices.invoiced_amount - invoices.charged_amount - coalesce(found.difference, 0) as rest
    from {{ ref('int_invoice_totals') }} as invoices
    left join (
        select
            issuer,
            bill,
            currency,
            sum(difference) as difference
        from {{ ref('int_invoice_kind_differences') }}
        group by issuer, bill, currency
    ) as found using (issuer, bill, currency)
    anti join {{ ref('int_whole_invoice_differences') }} as whole
        on invoices.issuer = whole.issuer and invoices.bill = whole.bill and invoices.currency = whole.currency

),

repeated as (

    select
        *,
        case
            when has_kinds then 0
            when repeated_cost > 0 and rest <= subunit - repeated_cost then -repeated_cost
            when repeated_line_amount > 0 and rest >= repeated_line_amount - subunit then repeated_line_amount
            else 0
        end as repeated_difference
    from invoices

),

remaining as (

    select
        * exclude (rest),
        rest - repeated_difference as rest
    from repeated

),

shifted as (

    select distinct
        late.issuer,
        late.bill,
        late.currency
    from remaining as late
    inner join remaining as other
        on
            late.issuer = other.issuer
            and late.currency = other.currency
            and other.month in (late.month + interval 1 month, late.month - interval 1 month)
            and abs(late.rest + other.rest) <= late.subunit
    where abs(late.rest) > late.subunit

)

select
    issuer,
    bill,
    currency,
    'duplicate' as reason,
    repeated_difference as difference
from repeated
where repeated_difference != 0
union all
select
    remaining.issuer,
    remaining.bill,
    remaining.currency,
    case
        when shifted.bill is not null then 'timing'
        when abs(remaining.rest) <= remaining.tolerance then 'rounding'
        else 'unexplained'
    end as reason,
    remaining.rest as difference
from remaining
left join shifted using (issuer, bill, currency)
where remaining.rest != 0
