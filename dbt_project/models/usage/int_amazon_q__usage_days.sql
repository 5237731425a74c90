-- Intent: what was asked for, clicked or accepted. Messages of a chat are told in both directions together: where there
-- is nothing else, they are use, and how many were somebody's cannot be known; where there is, the count is the least.
-- A completion shown and a review touch, and intend nothing. A row of zeros is no use.
select
    usage_date,
    'amazon_q' as source,
    'amazon_q' as tool,
    'unknown' as surface,
    'all' as model,
    user_id as first_external_id,
    coalesce(
        nullif(message_count, 0),
        nullif(action_count, 0),
        nullif(shown_completion_count, 0),
        nullif(review_count, 0),
        nullif(accepted_line_count, 0)
    ) is not null as is_use,
    case when action_count > 0 or coalesce(message_count, 0) = 0 then action_count end as intentional_action_count,
    accepted_line_count
from {{ ref('stg_amazon_q__by_user_analytic') }}
