{{ config(materialized='table') }}
-- What issuers charge for tokens beside what the same tokens cost by our own metering. What
-- was used goes to the charges in proportion to what they count, because no usage says on which bill it will be.
--
-- A model without a price, or a bill in another currency than the price table's, is held against the issuer's own list
-- price: then only the quantities are our own.
with

units as (

    select distinct
        model,
        token_kind,
        month,
        is_daily,
        unit
    from {{ ref('int_token_charges') }}

),

used as (

    select
        units.model,
        units.token_kind,
        units.unit,
        sum(metered.tokens) as tokens,
        -- one part without a price leaves the whole unknown
        case when bool_and(metered.metered_cost_usd is not null) then sum(metered.metered_cost_usd) end
            as metered_cost_usd
    from units
    inner join {{ ref('int_metered_days') }} as metered
        on
            units.model = metered.model
            and units.token_kind = metered.token_kind
            and units.month = date_trunc('month', metered.usage_date)
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
        from {{ ref('int_token_charges') }} as by_unit
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
