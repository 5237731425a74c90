-- Request logs as usage: tokens and requests by model; on the row of all models the distinct sessions of the day, which
-- is also all a log can say of intent. Sessions without an id cannot be told apart: a day without any other is unknown.
select
    usage_date,
    person_key,
    any_value(principal_type) as principal_type,
    tool,
    'unknown' as surface,
    coalesce(model, 'all') as model,
    source,
    unattributed_team_id,
    case when grouping(model) = 1 then nullif(count(distinct session_id), 0) end as session_count,
    case when grouping(model) = 1 then nullif(count(distinct session_id), 0) end as intentional_action_count,
    case when grouping(model) = 0 then count(*) end as request_count,
    case when grouping(model) = 0 then sum(uncached_input_tokens) end as uncached_input_tokens,
    case when grouping(model) = 0 then sum(cache_read_tokens) end as cache_read_tokens,
    case when grouping(model) = 0 then sum(cache_write_tokens) end as cache_write_tokens,
    case when grouping(model) = 0 then sum(output_tokens) end as output_tokens,
    cast(null as bigint) as suggested_line_count,
    cast(null as bigint) as accepted_line_count,
    cast(null as decimal(38, 12)) as credits,
    case when grouping(model) = 0 then sum(list_cost_usd) end as list_cost_usd
from {{ ref('fct_requests') }}
group by grouping sets (
    (usage_date, person_key, tool, source, unattributed_team_id, model),
    (usage_date, person_key, tool, source, unattributed_team_id)
)
