-- GitHub's pull requests under the columns all repositories share: of each part the newest partition, whole.
with

pulls as (

    select * from {{ ref('int_github__pulls') }}
    qualify row_number() over (partition by pull_request_key order by updated_at desc, partition desc) = 1

),

reviews as (

    select * from {{ ref('int_github__pull_reviews') }}
    qualify row_number() over (partition by pull_request_key order by partition desc) = 1

),

commits as (

    select * from {{ ref('int_github__pull_commits') }}
    qualify row_number() over (partition by pull_request_key order by partition desc) = 1

),

files as (

    select * from {{ ref('int_github__pull_files') }}
    qualify row_number() over (partition by pull_request_key order by partition desc) = 1

)

select
    pulls.* exclude (partition),
    'github' as source,
    reviews.pull_request_key is not null as has_reviews,
    list_filter(reviews.reviews, lambda review: review.login is distinct from pulls.author_login) as reviews,
    commits.pull_request_key is not null and commits.commit_count > 0 as has_commits,
    coalesce(commits.commit_agent, pulls.body_agent) as trailer_agent,
    files.effective_line_count,
    files.folders
from pulls
left join reviews on pulls.pull_request_key = reviews.pull_request_key
left join commits on pulls.pull_request_key = commits.pull_request_key
left join files on pulls.pull_request_key = files.pull_request_key
