-- Request logs as usage: tokens and requests by model; on the row of all models the distinct sessions of the day, which
-- is also all a log can say of intent. What is no use (fct_requests) counts in neither, only in tokens and cost: a
-- request that failed may have been billed. A source that tells the activity of its days too tells the intent there.
-- Sessions without an id cannot be told apart, so a day without any is unknown. And gateways give a request an id of
-- its own where the client sends none: where at most one request in ten repeats an id, the ids are of requests (an
-- agent's session has five and more), and sessions unknown. One request alone is one session either way. In a simulated
-- company 3 % of people's days become unknown so, those of two sessions with a request each; of services all do.
with

counted as (

    select
        usage_date,
        person_key,
        unattributed_key,
        any_value(principal_type) as principal_type,
        tool,
        coalesce(model, 'all') as model,
        source,
        unattributed_team_id,
        grouping(model) = 1 as is_day,
        count(*) filter (where is_use) as use_count,
        count(session_id) filter (where is_use) as identified_count,
        count(distinct session_id) filter (where is_use) as session_count,
        sum(uncached_input_tokens) as uncached_input_tokens,
        sum(cache_read_tokens) as cache_read_tokens,
        sum(cache_write_tokens) as cache_write_tokens,
        sum(output_tokens) as output_tokens,
        sum(list_cost_usd) as list_cost_usd
    from {{ ref('fct_requests') }}
    group by grouping sets (
        (usage_date, person_key, unattributed_key, tool, source, unattributed_team_id, model),
        (usage_date, person_key, unattributed_key, tool, source, unattributed_team_id)
    )

),

known as (

    select
        * exclude (session_count),
        case
            when identified_count = 1 or session_count < 0.9 * identified_count then session_count
        end as session_count
    from counted

)

select
    usage_date,
    person_key,
    unattributed_key,
    principal_type,
    tool,
    'unknown' as surface,
    model,
    source,
    unattributed_team_id,
    use_count > 0 as is_use,
    case when is_day then session_count end as session_count,
    case
        when is_day and source not in {{ literals(sources_of(['usage_days'])) }} then session_count
    end as intentional_action_count,
    case when not is_day then use_count end as request_count,
    case when not is_day then uncached_input_tokens end as uncached_input_tokens,
    case when not is_day then cache_read_tokens end as cache_read_tokens,
    case when not is_day then cache_write_tokens end as cache_write_tokens,
    case when not is_day then output_tokens end as output_tokens,
    case when not is_day then list_cost_usd end as list_cost_usd
from known
where
    use_count > 0
    -- what only failed is a row where it was billed
    or (not is_day and (uncached_input_tokens > 0 or output_tokens > 0 or list_cost_usd > 0))
