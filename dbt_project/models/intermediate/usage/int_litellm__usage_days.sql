-- A request log as usage: tokens and requests by model, and distinct sessions of the day on the row of all models,
-- which is also all the log can say of intent.
with

requests as (

    select
        *,
        -- by name and key, not by session: a session without id is not one session of everybody
        coalesce(session_id, request_id) as session
    from {{ ref('stg_litellm__spend_logs') }}

)

select
    usage_date,
    'litellm' as source,
    tool,
    'unknown' as surface,
    coalesce(model, 'all') as model,
    user_id as first_external_id,
    api_key as second_external_id,
    vendor_team_id,
    case when grouping(model) = 1 then count(distinct session) end as session_count,
    case when grouping(model) = 1 then count(distinct session) end as intentional_action_count,
    case when grouping(model) = 0 then count(*) end as request_count,
    case when grouping(model) = 0 then sum(prompt_tokens) end as uncached_input_tokens,
    cast(null as bigint) as cache_read_tokens,
    cast(null as bigint) as cache_write_tokens,
    case when grouping(model) = 0 then sum(completion_tokens) end as output_tokens,
    cast(null as bigint) as suggested_line_count,
    cast(null as bigint) as accepted_line_count,
    cast(null as decimal(38, 12)) as credits,
    case when grouping(model) = 0 then sum(list_cost_usd) end as list_cost_usd
from requests
group by grouping sets (
    (usage_date, tool, user_id, api_key, vendor_team_id, model),
    (usage_date, tool, user_id, api_key, vendor_team_id)
)
