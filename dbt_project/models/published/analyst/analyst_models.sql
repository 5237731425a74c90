{{ config(alias='dim_models') }}

with

models as (

    select model from {{ ref('mart_daily_tool_usage') }}
    union
    select model from {{ ref('mart_monthly_spend') }}
    union
    select model from {{ ref('mart_monthly_metered_cost') }}
    union
    select model from {{ ref('mart_monthly_unpriced_usage') }}

),

prices as (

    select
        prices.model,
        any_value(prices.price) filter (where prices.token_kind = 'uncached_input') as input_price,
        any_value(prices.price) filter (where prices.token_kind = 'output') as output_price
    from {{ ref('prices') }} as prices
    cross join {{ ref('int_as_of') }} as as_of
    where
        prices.price_basis = 'list'
        and prices.tier = 'standard'
        and prices.region = 'global'
        and prices.prompt_tokens_over = 0
        and as_of.as_of_date >= prices.valid_from
        and as_of.as_of_date < prices.valid_to
    group by prices.model

)

select
    models.model,
    max(tiers.tier) as tier,
    cast(any_value(prices.input_price) as decimal(38, 12)) as input_price_per_million_usd,
    cast(any_value(prices.output_price) as decimal(38, 12)) as output_price_per_million_usd
from models
left join {{ ref('model_tiers') }} as tiers on models.model like tiers.pattern
left join prices using (model)
where models.model is not null
group by models.model
