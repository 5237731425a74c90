-- Why an invoice's charges are not what was metered. The rules are asked in this order.
--
-- 1. `commitment`: paid for in advance, and billed as nothing now. 2. `duplicate`: equal charges for exactly what is
-- charged beyond what was used. 3. `missing_usage`: no usage of the kind and model came in the month, or none at all on
-- the day. 4. `price`: charged at another price than ours, for the same quantity. 5. `quantity`: another quantity than
-- was used, at our price. 6. `timing`: charged on the invoice of another month than it was used in; it is missing on
-- that month's by as much. 7. `missing_invoice`: used, and of a kind or model that the month's charges do not have.
with

compared as (

    select
        *,
        max(used_tokens) over (partition by model, token_kind, month) = 0
        or (is_daily and unit not in (select usage.usage_date from {{ ref('int_metered_days') }} as usage))
            as is_unmetered
    from {{ ref('int_metered_charges') }}

),

found as (

    select
        compared.issuer,
        compared.bill,
        compared.currency,
        compared.model,
        compared.token_kind,
        reasons.reason,
        reasons.difference
    from compared
    cross join
        lateral (
            values
            ('commitment', compared.committed_cost),
            ('duplicate', compared.repeated_cost),
            ('missing_usage', case when compared.is_unmetered then compared.charged_cost end),
            ('price', case when not compared.is_unmetered then compared.charged_cost - compared.cost_at_price end),
            ('quantity', case when not compared.is_unmetered then compared.cost_at_price - compared.metered_cost end),
            ('timing', case when compared.is_late then compared.metered_cost end)
        ) as reasons (reason, difference)
    union all
    select
        late.issuer,
        coalesce(homes.bill, {{ bill('null', "strftime(late.month, '%Y-%m')") }}) as bill,
        late.currency,
        late.model,
        late.token_kind,
        'timing' as reason,
        -late.metered_cost as difference
    from compared as late
    left join {{ ref('int_home_bills') }} as homes using (issuer, currency, month)
    where late.is_late
    union all
    select
        issuer,
        bill,
        currency,
        model,
        token_kind,
        case when is_charged_on_other_days then 'quantity' else 'missing_invoice' end as reason,
        -metered_cost as difference
    from {{ ref('int_uncharged_usage') }}

)

select
    issuer,
    bill,
    currency,
    model,
    token_kind,
    reason,
    cast(sum(difference) as decimal(38, 12)) as difference
from found
group by issuer, bill, currency, model, token_kind, reason
having sum(difference) != 0
