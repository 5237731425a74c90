select
    partition,
    lower(repo) as repository_name,
    number,
    items as files
from {{ source('github', 'pull_files') }}
-- a list grows
qualify {{ is_latest('partition, lower(repo), number', newer=['len(items)']) }}
