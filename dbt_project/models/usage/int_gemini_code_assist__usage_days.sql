-- Intent: answers asked for in chat, and completions accepted, each request once: an agent tells of one many times, and
-- so does who accepts in steps, of whom the most lines hold. A completion shown, and a request on its own, touch, and
-- intend nothing. An answer that was shown yesterday and taken today is today's intent, too.
with

requests as (

    select
        usage_date,
        user_email,
        client,
        -- an entry without one is a request of its own
        coalesce(original_request_id, entry_id) as request_id,
        bool_or(kind in ('chat_exposure', 'chat_acceptance', 'code_acceptance')) as is_intended,
        max(accepted_line_count) as accepted_line_count
    from {{ ref('stg_gemini_code_assist__metadata_log') }}
    group by all

)

select
    usage_date,
    'gemini_code_assist' as source,
    'gemini_code_assist' as tool,
    client as surface,
    'all' as model,
    user_email as first_external_id,
    true as is_use,
    count(*) filter (where is_intended) as intentional_action_count,
    cast(sum(accepted_line_count) as bigint) as accepted_line_count
from requests
group by all
