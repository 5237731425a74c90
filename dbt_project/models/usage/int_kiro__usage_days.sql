-- Conversations and credits of the day on the row of all models. The report counts messages in both directions
-- only, so prompts, and with them intent, cannot be known; tokens neither. A row of zeros is no use.
select
    usage_date,
    'kiro' as source,
    'kiro' as tool,
    surface,
    'all' as model,
    user_id as first_external_id,
    user_email as second_external_id,
    coalesce(
        nullif(conversation_count, 0),
        nullif(message_count, 0),
        nullif(credits, 0),
        nullif(list_max(map_values(model_messages)), 0)
    ) is not null as is_use,
    conversation_count as session_count,
    credits
from {{ ref('stg_kiro__user_report') }}
