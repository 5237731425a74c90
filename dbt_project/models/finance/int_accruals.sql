{{ config(materialized='table', content_by='month') }}
-- What a month's metered usage should cost on the bills of who charges its models: in the last month before in which
-- anybody did, for an accrual knows nothing of its own bill; once all bills of the month should be there, in itself.
with

used as (

    select
        metered.*,
        as_of.as_of_date > last_day(metered.month) + tolerances.invoice_due_days as is_past_due,
        greatest(
            sum(metered.tokens) over of_model - coalesce(max(estimates.tokens) over of_model, 0), 0
        ) as unestimated_tokens,
        sum(metered.tokens) over of_model as model_tokens
    from {{ ref('int_metered_months') }} as metered
    cross join {{ ref('int_as_of') }} as as_of
    cross join (
        select cast(max(invoice_due_days) as integer) as invoice_due_days
        from {{ ref('reconciliation_tolerances') }}
    ) as tolerances
    -- what a gateway has estimated, where nobody has billed it, is charged back already
    left join (
        select
            month,
            model,
            token_kind,
            sum(tokens) as tokens
        from {{ ref('int_model_sellers') }}
        where is_estimate
        group by month, model, token_kind
    ) as estimates using (month, model, token_kind)
    window of_model as (partition by metered.month, metered.model, metered.token_kind)

),

sellers as (

    select
        *,
        cast(greatest(sum(billed_cost) over seller, 0) * 1000000 as hugeint) as weight
    from {{ ref('int_model_sellers') }}
    where not is_estimate
    window seller as (partition by month, issuer, tool, model, currency)
    qualify weight > 0

),

-- a tool's own charges for a model before those of the model's house; the month before that is nearest
chosen as (

    select
        used.month,
        used.tool,
        used.model,
        sellers.month as sold_in,
        sellers.issuer,
        sellers.tool as charge_tool,
        sellers.currency,
        any_value(sellers.weight) as weight
    from (
        select distinct
            month,
            tool,
            model,
            is_past_due
        from used
    ) as used
    inner join sellers
        on
            used.model = sellers.model
            and (sellers.tool is null or used.tool = sellers.tool)
            and (used.month != sellers.month or used.is_past_due)
    group by
        used.month, used.tool, used.model, sellers.month, sellers.issuer, sellers.tool, sellers.currency
    qualify dense_rank() over (
        partition by used.month, used.tool, used.model
        order by
            sellers.month = used.month desc,
            sellers.month > used.month,
            sellers.tool is null,
            abs(sellers.month - used.month)
    ) = 1

),

priced as (

    select
        used.*,
        chosen.issuer,
        chosen.charge_tool,
        chosen.currency,
        chosen.weight,
        sum(chosen.weight) over (partition by used.month, used.tool, used.model, used.token_kind) as all_weight,
        case
            when chosen.currency = 'USD' and used.metered_cost_usd is not null then used.price_basis
            when sellers.tokens > 0 then 'last_bill'
        end as accrual_basis,
        case
            when chosen.currency = 'USD' and used.metered_cost_usd is not null then used.metered_cost_usd
            when sellers.tokens > 0
                then {{ part_of('sellers.billed_cost', 'used.tokens', 'sellers.tokens') }}
        end as cost
    from used
    inner join chosen using (month, tool, model)
    left join sellers
        on
            chosen.sold_in = sellers.month
            and chosen.issuer = sellers.issuer
            and chosen.charge_tool is not distinct from sellers.tool
            and chosen.model = sellers.model
            and used.token_kind = sellers.token_kind
            and chosen.currency = sellers.currency

)

select
    month,
    tool as used_tool,
    model,
    token_kind,
    issuer,
    coalesce(charge_tool, 'unknown') as tool,
    currency,
    accrual_basis,
    cast(tokens as bigint) as tokens,
    {{ part_of(
        part_of('cost', 'weight', 'all_weight'), 'unestimated_tokens', 'model_tokens'
    ) }} as accrued_cost
from priced
where cost is not null
