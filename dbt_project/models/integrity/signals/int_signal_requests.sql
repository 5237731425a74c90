-- What signals look at: requests of people (not of services, nor of nobody) that were use, by week.
-- A retry after a failure is the client's doing, not a person's. What a second source saw of the same work would look
-- like two hands at once.
select
    person_key,
    week_start_date,
    usage_date,
    requested_at,
    uncached_input_tokens as input_tokens,
    output_tokens
from {{ ref('fct_requests') }}
where
    principal_type = 'human'
    and is_use
    and is_primary_measurement
