-- Prompts are typed: each is intent. Acme tells of neither tokens nor models.
select
    usage_date,
    'acme' as source,
    'acme' as tool,
    'unknown' as surface,
    'all' as model,
    email as first_external_id,
    coalesce(prompt_count > 0, false) as is_use,
    prompt_count as intentional_action_count
from {{ ref('stg_acme__daily') }}
