{{ config(materialized='table') }}
-- What issuers charge for tokens beside what the same tokens cost by our own metering, as far as usage has landed.
-- Where all charges of a model's month are of single days they meet the usage of that day, else that of the month. What
-- was used goes to the charges in proportion to what they count, because no usage says on which bill it will be.
--
-- A model without a price, or a bill in another currency than the price table's, is held against the issuer's own list
-- price: then only the quantities are our own.
with

metered as (

    select
        usage_date,
        cast(date_trunc('month', usage_date) as date) as month,
        model,
        token_kind,
        sum(tokens) as tokens,
        -- one part without a price leaves the whole unknown
        case when bool_and(metered_cost_usd is not null) then sum(metered_cost_usd) end as metered_cost_usd
    from {{ ref('int_metered_days') }}
    group by usage_date, month, model, token_kind

),

reach as (

    select
        min(usage_date) as first_day,
        max(usage_date) as last_day
    from metered

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
        -- a month of which usage has a part cannot be compared; weekends and holidays may lie at its ends
        and (
            charges.charge_date_end = charges.charge_date + 1
            or (charges.charge_date >= reach.first_day - 4 and charges.charge_date_end <= reach.last_day + 5)
        )

),

by_unit as (

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

),

used as (

    select
        units.model,
        units.token_kind,
        units.unit,
        sum(metered.tokens) as tokens,
        case when bool_and(metered.metered_cost_usd is not null) then sum(metered.metered_cost_usd) end
            as metered_cost_usd
    from (select distinct
        model,
        token_kind,
        month,
        is_daily,
        unit
    from by_unit) as units
    inner join metered
        on
            units.model = metered.model
            and units.token_kind = metered.token_kind
            and units.month = metered.month
            and (not units.is_daily or units.unit = metered.usage_date)
    group by units.model, units.token_kind, units.unit

),

-- equal charges for exactly what is charged beyond what was used
repeated as (

    select
        by_unit.* replace (
            case when is_repeated then tokens - repeated_tokens else tokens end as tokens,
            case when is_repeated then charged_cost - repeated_cost else charged_cost end as charged_cost,
            case when is_repeated then list_cost - repeated_cost else list_cost end as list_cost,
            case when is_repeated then repeated_cost else 0 end as repeated_cost
        ),
        used_tokens,
        metered_cost_usd
    from (
        select
            by_unit.*,
            coalesce(used.tokens, 0) as used_tokens,
            used.metered_cost_usd,
            sum(by_unit.repeated_tokens) over unit > 0
            and abs(sum(by_unit.tokens - by_unit.repeated_tokens) over unit - coalesce(used.tokens, 0))
            <= 0.01 * sum(by_unit.repeated_tokens) over unit as is_repeated
        from by_unit
        left join used using (model, token_kind, unit)
        window unit as (partition by by_unit.model, by_unit.token_kind, by_unit.unit)
    ) as by_unit

),

shared as (

    select
        *,
        sum(greatest(tokens, 0)) over (partition by model, token_kind, unit) as charged_tokens,
        currency = 'USD' and metered_cost_usd is not null as is_priced
    from repeated

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
    unit,
    is_daily,
    strftime(month, '%Y-%m') != billing_period as is_late,
    is_priced,
    tokens,
    used_tokens,
    charged_cost,
    committed_cost,
    repeated_cost,
    -- what is charged, at our price of what was used
    case
        when used_tokens = 0 then charged_cost
        when is_priced then {{ part_of('metered_cost_usd', 'tokens', 'used_tokens') }}
        else coalesce(list_cost, charged_cost)
    end as cost_at_price,
    -- what was used, of it
    case
        when tokens <= 0 or used_tokens = 0 then cast(0 as decimal(38, 12))
        when is_priced then {{ part_of('metered_cost_usd', 'tokens', 'charged_tokens') }}
        else {{ part_of('coalesce(list_cost, charged_cost)', 'used_tokens', 'charged_tokens') }}
    end as metered_cost
from shared
