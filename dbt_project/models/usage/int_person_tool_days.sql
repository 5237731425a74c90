-- What somebody did with a tool on a day of use. Measures are of the primary measurement; where that cannot tell
-- intent, another of the same work may.
select
    usage_date,
    person_key,
    any_value(principal_type) as principal_type,
    tool,
    coalesce(
        sum(intentional_action_count) filter (where is_primary_measurement), max(intentional_action_count)
    ) as intentional_action_count,
    sum(request_count) filter (where is_primary_measurement) as request_count,
    sum(session_count) filter (where is_primary_measurement) as session_count,
    sum(credits) filter (where is_primary_measurement) as credits,
    sum(suggested_line_count) filter (where is_primary_measurement) as suggested_line_count,
    sum(accepted_line_count) filter (where is_primary_measurement) as accepted_line_count,
    -- of what was suggested: a source that counts accepted lines alone says nothing of a share
    sum(accepted_line_count) filter (
        where is_primary_measurement and suggested_line_count is not null
    ) as accepted_of_suggested,
    sum(cache_read_tokens) filter (where is_primary_measurement) as cache_read_tokens,
    sum(coalesce(uncached_input_tokens, 0) + cache_read_tokens + coalesce(cache_write_tokens, 0)) filter (
        where is_primary_measurement
    ) as input_tokens,
    sum(output_tokens) filter (where is_primary_measurement and model != 'unknown') as named_output_tokens,
    sum(output_tokens) filter (where is_primary_measurement and {{ is_premium('model') }}) as premium_output_tokens,
    sum(output_tokens) filter (where is_primary_measurement) as output_token_count,
    sum(list_sum([uncached_input_tokens, cache_write_tokens])) filter (
        where is_primary_measurement
    ) as new_input_token_count,
    -- tokens that were new to the model; of an agent's input 95.7 % are reads from the cache (facts: TraceLab)
    sum(list_sum([uncached_input_tokens, cache_write_tokens, output_tokens])) filter (
        where is_primary_measurement
    ) as new_token_count,
    -- what a leaderboard counts
    sum(list_sum([uncached_input_tokens, cache_read_tokens, cache_write_tokens, output_tokens])) filter (
        where is_primary_measurement
    ) as token_count
from {{ ref('fct_usage_days') }}
group by usage_date, person_key, tool
having bool_or(is_use)
