-- Traces of AI tools in a pull request's own commits, by partition. Squash messages alone miss a third of them.
select
    partition,
    pull_request_key,
    len(commits) as commit_count,
    {{ first_match('lower(messages)', 'ai_trailers', 'agent') }} as commit_agent
from (
    select
        partition,
        pull_request_key,
        commits,
        array_to_string(list_transform(commits, lambda item: item.commit.message), chr(10)) as messages
    from {{ ref('stg_github__pull_commits') }}
)
