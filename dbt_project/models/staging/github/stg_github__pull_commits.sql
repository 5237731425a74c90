select
    partition,
    'github:' || repo || '#' || number as pull_request_key,
    items as commits
from {{ source('github', 'pull_commits') }}
qualify row_number() over (partition by partition, repo, number order by file_row_number desc) = 1
