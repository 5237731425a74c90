-- The activity of the day on the row of all models. Tokens, requests and cost of the same work come from the usage
-- events (int_cursor__requests), and so do conversations; `model_request_count` is these events counted, and would
-- count them twice.
-- Intent: prompts typed (composer, chat, agent, inline edits), edits and completions accepted. A completion shown, an
-- edit rejected, a review by Bugbot or a request on its own touch, and intend nothing. A member listed with zeros is no
-- use.
select
    usage_date,
    'cursor' as source,
    'cursor' as tool,
    'unknown' as surface,
    'all' as model,
    email as first_external_id,
    user_number as second_external_id,
    coalesce(list_max([
        composer_request_count,
        chat_request_count,
        agent_request_count,
        inline_edit_count,
        review_count,
        model_request_count,
        suggested_line_count,
        accepted_line_count,
        applied_edit_count,
        accepted_edit_count,
        rejected_edit_count,
        shown_completion_count,
        accepted_completion_count
    ]) > 0, false) as is_use,
    list_sum([
        composer_request_count,
        chat_request_count,
        agent_request_count,
        inline_edit_count,
        accepted_edit_count,
        accepted_completion_count
    ]) as intentional_action_count,
    suggested_line_count,
    accepted_line_count
from {{ ref('stg_cursor__daily_usage') }}
