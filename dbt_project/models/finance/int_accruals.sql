{{ config(materialized='table', content_by='month') }}
-- What a month's metered usage should cost on the bills of who is to bill it.
with

used as (

    select
        metered.*,
        greatest(
            sum(metered.tokens) over of_model - coalesce(max(estimates.tokens) over of_model, 0), 0
        ) as unestimated_tokens,
        sum(metered.tokens) over of_model as model_tokens
    from {{ ref('int_metered_months') }} as metered
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

priced as (

    select
        used.*,
        sellers.issuer,
        sellers.charge_tool,
        sellers.currency,
        sellers.weight,
        sellers.all_weight,
        case
            when sellers.currency = 'USD' and used.metered_cost_usd is not null then used.price_basis
            when last_bill.tokens > 0 then 'last_bill'
        end as accrual_basis,
        case
            when sellers.currency = 'USD' and used.metered_cost_usd is not null then used.metered_cost_usd
            when last_bill.tokens > 0
                then {{ part_of('last_bill.billed_cost', 'used.tokens', 'last_bill.tokens') }}
        end as cost
    from used
    inner join {{ ref('int_accrual_sellers') }} as sellers using (month, tool, model)
    left join {{ ref('int_model_sellers') }} as last_bill
        on
            sellers.sold_in = last_bill.month
            and sellers.issuer = last_bill.issuer
            and sellers.charge_tool is not distinct from last_bill.tool
            and sellers.model = last_bill.model
            and used.token_kind = last_bill.token_kind
            and sellers.currency = last_bill.currency
            and not last_bill.is_estimate

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
