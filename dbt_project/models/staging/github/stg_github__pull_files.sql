select
    partition,
    lower(repo) as repository_name,
    number,
    items as files
from {{ source('github', 'pull_files') }}
qualify row_number() over (partition by partition, lower(repo), number order by file_row_number desc) = 1
