-- Charges for tokens, by the day on which they meet what was used, or by the month where some are of longer. Only what
-- usage has landed for can be compared: of a month, all but what weekends and holidays may take off its ends.
with

reach as (

    select
        min(usage_date) as first_day,
        max(usage_date) as last_day
    from {{ ref('int_metered_days') }}

),

-- equal charges of which the invoice has one
known_repeats as (

    select distinct
        issuer,
        bill,
        currency
    from (
        select * from {{ ref('int_invoice_kind_differences') }}
        where line_kind = 'usage'
        union all by name
        select * from {{ ref('int_invoice_rest_differences') }}
    )
    where reason = 'duplicate' and difference < 0

),

charges as (

    select
        charges.*,
        cast(date_trunc('month', charges.charge_date) as date) as month,
        bool_and(charges.charge_date_end = charges.charge_date + 1) over (
            partition by charges.model, charges.token_kind, date_trunc('month', charges.charge_date)
        ) as is_daily,
        known_repeats.bill is not null as is_repeat_known
    from {{ ref('int_charges_of_invoices') }} as charges
    cross join reach
    left join known_repeats using (issuer, bill, currency)
    where
        charges.tokens is not null
        and charges.charge_date_end > reach.first_day
        and charges.charge_date <= reach.last_day
        and (
            charges.charge_date_end = charges.charge_date + 1
            or (charges.charge_date >= reach.first_day - 4 and charges.charge_date_end <= reach.last_day + 5)
        )

)

select
    issuer,
    bill,
    invoice_id,
    billing_period,
    currency,
    model,
    token_kind,
    month,
    is_daily,
    case when is_daily then charge_date else month end as unit,
    sum(tokens - case when is_repeat_known then repeated_tokens else 0 end) as tokens,
    sum(effective_cost - case when is_repeat_known then repeated_cost else 0 end) as charged_cost,
    -- what a commitment has paid already is billed as nothing
    sum(billed_cost - effective_cost) as committed_cost,
    sum(list_cost - case when is_repeat_known then repeated_cost else 0 end) as list_cost,
    sum(case when is_repeat_known then 0 else repeated_tokens end) as repeated_tokens,
    sum(case when is_repeat_known then 0 else repeated_cost end) as repeated_cost
from charges
group by all
