-- What one kind of lines of an invoice differs by from the charges of that kind, where both sides name their kinds.
--
-- 1. `duplicate`: equal charges, or equal lines, of which the other side has one. 2. `tax`, `credit`, `seat`,
-- `commitment`: one side has it and the other has not, or not so much. 3. `missing_usage`: use is invoiced and not
-- charged; `missing_invoice`: it is charged and on no line. A line for everything that leaves out just what a kind of
-- charge comes to leaves out that kind. What differs between kinds and not in all is only named differently.
with

kinds as (

    select
        kinds.*,
        invoices.subunit,
        invoices.has_kinds,
        invoices.invoiced_amount - invoices.charged_amount as difference,
        kinds.invoiced_amount - kinds.charged_amount as kind_difference,
        invoices.has_kinds and not (
            abs(invoices.invoiced_amount - invoices.charged_amount) <= invoices.tolerance
            and sum(abs(kinds.invoiced_amount - kinds.charged_amount)) over invoice
            > abs(invoices.invoiced_amount - invoices.charged_amount) + invoices.tolerance
        ) as is_comparable
    from {{ ref('int_invoice_kinds') }} as kinds
    inner join {{ ref('int_invoice_totals') }} as invoices using (issuer, bill, currency)
    anti join {{ ref('int_whole_invoice_differences') }} as whole
        on kinds.issuer = whole.issuer and kinds.bill = whole.bill and kinds.currency = whole.currency
    window invoice as (partition by kinds.issuer, kinds.bill, kinds.currency)

),

repeated as (

    select
        *,
        case
            when repeated_cost > 0 and line_count > 0 and kind_difference <= subunit - repeated_cost then -repeated_cost
            when repeated_line_amount > 0 and charge_count > 0 and kind_difference >= repeated_line_amount - subunit
                then repeated_line_amount
            else 0
        end as repeated_difference
    from kinds
    where is_comparable

),

found as (

    select
        issuer,
        bill,
        currency,
        line_kind,
        'duplicate' as reason,
        repeated_difference as difference
    from repeated
    union all
    select
        issuer,
        bill,
        currency,
        line_kind,
        case
            when line_kind != 'usage' then reason
            when line_count = 0 then 'missing_invoice'
            else 'missing_usage'
        end as reason,
        kind_difference - repeated_difference as difference
    from repeated
    where
        abs(kind_difference - repeated_difference) > subunit
        and (line_kind != 'usage' or line_count = 0 or charge_count = 0)
    union all
    select
        issuer,
        bill,
        currency,
        line_kind,
        reason,
        difference
    from kinds
    where
        not has_kinds
        and line_kind != 'usage'
        and abs(charged_amount) > subunit
        and abs(difference + charged_amount) <= subunit
    qualify row_number() over (partition by issuer, bill, currency order by line_kind) = 1

)

select * from found
where difference != 0
