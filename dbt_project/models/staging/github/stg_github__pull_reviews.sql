select
    partition,
    lower(repo) as repository_name,
    number,
    items as reviews
from {{ source('github', 'pull_reviews') }}
-- a list grows
qualify {{ is_latest('partition, lower(repo), number', newer=['len(items)']) }}
