-- What signals look at: requests of people (not of services, nor of nobody) that were use, by week. A retry after a
-- failure is the client's doing, not a person's. The size of a prompt is all of it: beside a cache, what is left
-- uncached of an agent's steps is the same three or four tokens each time, and would look like one prompt. What was
-- new in it leaves out what was read from a cache. What a second source lists again is left out.
select
    requests.person_key,
    requests.week_start_date,
    requests.usage_date,
    requests.requested_at,
    requests.tool,
    -- a subquery, which DuckDB evaluates once for each model
    (
        select count(*) > 0
        from {{ ref('model_tiers') }} as tiers
        where tiers.tier = 'premium' and requests.model like tiers.pattern
    ) as is_premium,
    -- a prompt of no tokens, an image's, has no size to repeat
    nullif(
        requests.uncached_input_tokens
        + coalesce(requests.cache_read_tokens, 0)
        + coalesce(requests.cache_write_tokens, 0),
        0
    ) as prompt_tokens,
    requests.uncached_input_tokens + coalesce(requests.cache_write_tokens, 0) as new_tokens,
    requests.output_tokens
from {{ ref('fct_requests') }} as requests
anti join {{ ref('int_repeated_requests') }} as repeated
    on
        requests.usage_date = repeated.usage_date
        and requests.person_key = repeated.person_key
        and requests.tool = repeated.tool
        and requests.source = repeated.source
where
    requests.principal_type = 'human'
    and requests.is_use
