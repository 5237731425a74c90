{{ config(materialized='piecewise', piece='partition') }}
-- Traces of AI tools in a pull request's own commits, by partition. Squash messages alone miss a third of them.
with

commits as (

    select
        partition,
        pull_request_key,
        unnest(commits).commit.message as message,
        generate_subscripts(commits, 1) as ordinal
    from {{ ref('stg_github__pull_commits') }}
    where {{ is_stale('partition', partitions_of('github', 'pull_commits')) }}

)

select
    pulls.partition,
    pulls.pull_request_key,
    len(pulls.commits) as commit_count,
    min({{ first_match('lower(commits.message)', 'ai_trailers', 'agent') }}) as commit_agent
from {{ ref('stg_github__pull_commits') }} as pulls
left join commits using (partition, pull_request_key)
where {{ is_stale('pulls.partition', partitions_of('github', 'pull_commits')) }}
group by pulls.partition, pulls.pull_request_key, len(pulls.commits)
