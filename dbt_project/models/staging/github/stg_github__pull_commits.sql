select
    partition,
    lower(repo) as repository_name,
    number,
    items as commits
from {{ source('github', 'pull_commits') }}
-- a list grows
qualify {{ is_latest('partition, lower(repo), number', newer=['len(items)']) }}
