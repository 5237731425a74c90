-- Conversations and credits of the day on the row of all models. The report counts messages in both directions only, so
-- prompts, and with them intent, cannot be known; tokens neither. A row of zeros is no use.
select
    usage_date,
    'kiro' as source,
    'kiro' as tool,
    surface,
    'all' as model,
    user_id as first_external_id,
    user_email as second_external_id,
    cast(null as varchar) as vendor_team_id,
    coalesce(
        nullif(conversation_count, 0),
        nullif(message_count, 0),
        nullif(credits, 0),
        nullif(list_max(map_values(model_messages)), 0)
    ) is not null as is_use,
    conversation_count as session_count,
    cast(null as bigint) as intentional_action_count,
    cast(null as bigint) as request_count,
    cast(null as bigint) as uncached_input_tokens,
    cast(null as bigint) as cache_read_tokens,
    cast(null as bigint) as cache_write_tokens,
    cast(null as bigint) as output_tokens,
    cast(null as bigint) as suggested_line_count,
    cast(null as bigint) as accepted_line_count,
    credits,
    cast(null as decimal(38, 12)) as list_cost_usd
from {{ ref('stg_kiro__user_report') }}
