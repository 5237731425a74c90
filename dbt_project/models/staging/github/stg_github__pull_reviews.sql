select
    partition,
    'github:' || repo || '#' || number as pull_request_key,
    items as reviews
from {{ source('github', 'pull_reviews') }}
-- a list grows
qualify {{ is_latest('partition, repo, number', newer=['len(items)']) }}
