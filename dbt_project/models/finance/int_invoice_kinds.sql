-- Both sides of an invoice, its lines and its charges, by what the lines are for. A line that asks the same amount
-- again under another id is repeated.
with

lines as (

    select
        issuer,
        {{ bill('invoice_id', 'billing_period') }} as bill,
        invoice_id,
        billing_period,
        currency,
        case
            when charge_category in ('Tax', 'Credit', 'Purchase') then lower(charge_category)
            else 'usage'
        end as line_kind,
        billed_cost,
        row_number() over (partition by issuer, invoice_id, currency, charge_category, billed_cost) > 1 as is_repeated
    from {{ ref('stg_focus__invoice_details') }}
    where not {{ is_voided() }}

),

sides as (

    select
        issuer,
        bill,
        invoice_id,
        billing_period as line_period,
        null as charge_period,
        currency,
        line_kind,
        null as purchase_reason,
        billed_cost as invoiced_amount,
        0 as charged_amount,
        1 as line_count,
        0 as charge_count,
        case when is_repeated then billed_cost else 0 end as repeated_line_amount,
        0 as repeated_cost
    from lines
    union all
    select
        issuer,
        bill,
        invoice_id,
        null as line_period,
        billing_period as charge_period,
        currency,
        case when line_kind in ('seat', 'commitment') then 'purchase' else line_kind end as line_kind,
        case when line_kind in ('seat', 'commitment') then line_kind end as purchase_reason,
        0 as invoiced_amount,
        billed_cost as charged_amount,
        0 as line_count,
        charge_count,
        0 as repeated_line_amount,
        repeated_cost
    from {{ ref('int_charges_of_invoices') }}

)

select
    issuer,
    bill,
    any_value(invoice_id) as invoice_id,
    coalesce(min(min(line_period)) over invoice, min(min(charge_period)) over invoice) as billing_period,
    currency,
    line_kind,
    -- what an issuer sells in advance, by its charges here, else by all of them
    case
        when line_kind = 'purchase'
            then coalesce(min(purchase_reason), max(min(purchase_reason)) over (partition by issuer), 'commitment')
        else line_kind
    end as reason,
    cast(sum(invoiced_amount) as decimal(38, 12)) as invoiced_amount,
    cast(sum(charged_amount) as decimal(38, 12)) as charged_amount,
    cast(sum(line_count) as bigint) as line_count,
    cast(sum(charge_count) as bigint) as charge_count,
    cast(sum(repeated_line_amount) as decimal(38, 12)) as repeated_line_amount,
    cast(sum(repeated_cost) as decimal(38, 12)) as repeated_cost
from sides
group by issuer, bill, currency, line_kind
window invoice as (partition by issuer, bill, currency)
