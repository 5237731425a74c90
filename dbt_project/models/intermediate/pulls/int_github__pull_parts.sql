{{ config(materialized='piecewise', piece='partition') }}
-- All that one partition says of a pull request: the pull itself and its lists, of which any may be missing.
with

pulls as (

    select * from {{ ref('int_github__pulls') }}
    where {{ is_stale('partition', partitions_of('github')) }}

),

reviews as (

    select * from {{ ref('int_github__pull_reviews') }}
    where {{ is_stale('partition', partitions_of('github')) }}

),

commits as (

    select * from {{ ref('int_github__pull_commits') }}
    where {{ is_stale('partition', partitions_of('github')) }}

),

files as (

    select * from {{ ref('int_github__pull_files') }}
    where {{ is_stale('partition', partitions_of('github')) }}

)

select
    partition,
    pull_request_key,
    pulls.* exclude (partition, pull_request_key),
    reviews.reviews,
    commits.commit_count,
    commits.commit_agent,
    files.effective_line_count,
    files.folders
from pulls
full join reviews using (partition, pull_request_key)
full join commits using (partition, pull_request_key)
full join files using (partition, pull_request_key)
