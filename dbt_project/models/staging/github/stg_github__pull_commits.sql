select
    partition,
    'github:' || repo || '#' || number as pull_request_key,
    items as commits
from {{ source('github', 'pull_commits') }}
-- a list grows
qualify {{ is_latest('partition, repo, number', newer=['len(items)']) }}
