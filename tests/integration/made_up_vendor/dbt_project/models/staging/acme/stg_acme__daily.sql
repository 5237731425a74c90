select
    partition,
    day as usage_date,
    email,
    prompts as prompt_count
from {{ source('acme', 'daily') }}
