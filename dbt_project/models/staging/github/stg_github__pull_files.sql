select
    partition,
    'github:' || repo || '#' || number as pull_request_key,
    items as files
from {{ source('github', 'pull_files') }}
-- a list grows
qualify {{ is_latest('partition, repo, number', newer=['len(items)']) }}
