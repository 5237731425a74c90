-- Traces of AI tools in a pull request's own commits, by partition. Squash messages alone miss a third of them.
select
    partition,
    repository_name,
    number,
    len(list_distinct(list_transform(commits, lambda item: item.sha))) as commit_count,
    coalesce(
        {{ first_match(written('messages'), 'ai_trailers', 'agent') }},
        -- an agent that wrote commits of somebody's pull
        list_intersect(
            list_transform(commits, lambda item: lower(item.author.login)),
            (select list(agents.login) from {{ ref('ai_agents') }} as agents)
        )[1]
    ) as commit_agent
from (
    select
        partition,
        repository_name,
        number,
        commits,
        array_to_string(list_transform(commits, lambda item: item.commit.message), chr(10)) as messages
    from {{ ref('stg_github__pull_commits') }}
)
