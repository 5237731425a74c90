{#
    Prices are linear in tokens, so a day's rows may be summed before they are priced; but for a prompt that is longer
    than its model's limit, which only a request can tell.
#}
{{ piecewise(piece='usage_date', unit='day', made_of={
    'fct_usage_days': 'same piece',
    'fct_requests': 'same piece',
}) }}

with

usage as (

    select *
    from {{ ref('fct_usage_days') }}
    where is_primary_measurement and model != 'all' and {{ in_pieces('usage_date') }}

),

limits as (

    select distinct
        model,
        prompt_tokens_over,
        valid_from,
        valid_to
    from {{ ref('prices') }}
    where prompt_tokens_over > 0 and tier = 'standard' and region = 'global'

),

long_requests as (

    select
        requests.*,
        max(limits.prompt_tokens_over) as prompt_tokens_over
    from {{ ref('fct_requests') }} as requests
    inner join limits
        on
            requests.model = limits.model
            and requests.usage_date >= limits.valid_from
            and requests.usage_date < limits.valid_to
            and coalesce(requests.uncached_input_tokens, 0)
            + coalesce(requests.cache_read_tokens, 0)
            + coalesce(requests.cache_write_tokens, 0) > limits.prompt_tokens_over
    -- a request whose work another source measured is priced there
    semi join usage
        on
            requests.usage_date = usage.usage_date
            and requests.source = usage.source
            and requests.tool = usage.tool
            and requests.model = usage.model
            and requests.person_key = usage.person_key
            and requests.unattributed_key is not distinct from usage.unattributed_key
            and requests.unattributed_team_id is not distinct from usage.unattributed_team_id
    where {{ in_pieces('requests.usage_date') }}
    group by all

),

-- what is in long prompts is taken out of the sum of all
by_size as (

    select
        usage_date,
        source,
        tool,
        model,
        prompt_tokens_over,
        sum(uncached_input_tokens) as uncached_input,
        sum(cache_read_tokens) as cache_read,
        sum(cache_write_tokens) as cache_write,
        sum(output_tokens) as output
    from (
        select
            usage_date,
            source,
            tool,
            model,
            0 as prompt_tokens_over,
            uncached_input_tokens,
            cache_read_tokens,
            cache_write_tokens,
            output_tokens
        from usage
        union all
        select
            requests.usage_date,
            requests.source,
            requests.tool,
            requests.model,
            sizes.prompt_tokens_over,
            sizes.sign * requests.uncached_input_tokens as uncached_input_tokens,
            sizes.sign * requests.cache_read_tokens as cache_read_tokens,
            sizes.sign * requests.cache_write_tokens as cache_write_tokens,
            sizes.sign * requests.output_tokens as output_tokens
        from long_requests as requests
        cross join lateral (values (0, -1), (requests.prompt_tokens_over, 1)) as sizes (prompt_tokens_over, sign)
    )
    group by usage_date, source, tool, model, prompt_tokens_over

),

metered as (

    select
        by_size.usage_date,
        by_size.source,
        by_size.tool,
        by_size.model,
        by_size.prompt_tokens_over,
        kinds.token_kind,
        kinds.tokens
    from by_size
    cross join lateral (
        values
        ('uncached_input', by_size.uncached_input),
        ('cache_read', by_size.cache_read),
        ('cache_write', by_size.cache_write),
        ('output', by_size.output)
    ) as kinds (token_kind, tokens)

),

-- what was agreed goes before the list: so does its word in the alphabet
priced as (

    select
        metered.usage_date,
        metered.source,
        metered.tool,
        metered.model,
        metered.prompt_tokens_over,
        metered.token_kind,
        metered.tokens,
        min_by(prices.price, prices.price_basis) filter (where prices.token_kind = metered.token_kind) as price,
        min(prices.price_basis) filter (where prices.token_kind = metered.token_kind) as price_basis,
        min_by(prices.price, prices.price_basis) filter (where prices.token_kind = 'uncached_input') as input_price
    from metered
    left join {{ ref('prices') }} as prices
        on
            metered.model = prices.model
            and metered.prompt_tokens_over = prices.prompt_tokens_over
            and prices.token_kind in (metered.token_kind, 'uncached_input')
            and metered.usage_date >= prices.valid_from
            and metered.usage_date < prices.valid_to
            and prices.tier = 'standard'
            and prices.region = 'global'
    where metered.tokens != 0
    group by all

)

select
    usage_date,
    source,
    tool,
    model,
    prompt_tokens_over,
    token_kind,
    cast(tokens as bigint) as tokens,
    cast(price as decimal(38, 12)) as price_per_million_usd,
    coalesce(price_basis, 'none') as price_basis,
    {{ price_of('tokens', 'price') }} as metered_cost_usd,
    case when token_kind like 'cache%' then {{ price_of('tokens', 'input_price') }} end as uncached_cost_usd
from priced
