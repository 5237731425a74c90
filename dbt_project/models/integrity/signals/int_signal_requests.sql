-- What signals look at: requests of people (not of services, nor of nobody) that were use, by week. A retry after a
-- failure is the client's doing, not a person's. The size of a prompt is all of it: beside a cache, what is left
-- uncached of an agent's steps is the same three or four tokens each time, and would look like one prompt. What was
-- new in it leaves out what was read from a cache. What a second source lists again would look like two hands at once.
select
    requests.person_key,
    requests.week_start_date,
    requests.usage_date,
    requests.requested_at,
    requests.session_id,
    requests.tool,
    requests.model,
    {{ is_premium('requests.model') }} as is_premium,
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
where
    requests.principal_type = 'human'
    and requests.is_use
    and requests.is_primary_measurement
