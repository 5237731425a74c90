-- Who is behind what was metered, at what a token of the kind cost in the month. Shown to nobody and only compared, so
-- a DOUBLE will do for it.
with

parts as (

    select
        people.*,
        cast(cast(priced.metered_cost_usd as double) * people.tokens / priced.tokens as decimal(38, 12)) as cost,
        cast(cast(priced.uncached_cost_usd as double) * people.tokens / priced.tokens as decimal(38, 12))
            as uncached_cost
    from {{ ref('int_priced_people') }} as people
    inner join {{ ref('int_priced_tokens') }} as priced
        on
            people.month = priced.month
            and people.tool = priced.tool
            and people.model = priced.model
            and people.token_kind = priced.token_kind
            and people.price_basis = priced.price_basis

)

select
    month,
    tool,
    model,
    price_basis,
    person_key,
    tokens,
    cost as metered_cost_usd,
    case when token_kind = 'cache_read' then cost else 0 end as cache_read_cost_usd,
    case when token_kind = 'cache_write' then cost else 0 end as cache_write_cost_usd,
    coalesce(uncached_cost - cost, 0) as cache_saving_usd
from parts
