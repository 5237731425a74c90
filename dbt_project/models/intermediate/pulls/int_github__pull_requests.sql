{{ config(materialized='piecewise', key=['pull_request_key'], pieces_at_once=31) }}
-- GitHub's pull requests under the columns all repositories share: of each part the newest partition, whole.
-- A pull is made of the partitions of several days, so a stale day touches those that have, or had, a part in it.
{% set days = partitions_of('github') %}
{% set touched_keys -%}
    select pull_request_key from {{ ref('int_github__pulls') }} where {{ is_stale('partition', days) }}
    union
    select pull_request_key from {{ ref('int_github__pull_reviews') }} where {{ is_stale('partition', days) }}
    union
    select pull_request_key from {{ ref('int_github__pull_commits') }} where {{ is_stale('partition', days) }}
    union
    select pull_request_key from {{ ref('int_github__pull_files') }} where {{ is_stale('partition', days) }}
    {%- if not is_rebuilt_whole() %}
    union
    select pull_request_key from (
        select
            pull_request_key,
            unnest(partitions) as partition
        from {{ this }}
    )
    where {{ is_stale('partition', days) }}
    {%- endif %}
{% endset %}

with

touched as (

    select * from {{ touched(touched_keys) }}

),

pulls as (

    select * from {{ ref('int_github__pulls') }}
    semi join touched using (pull_request_key)
    qualify row_number() over (partition by pull_request_key order by updated_at desc, partition desc) = 1

),

reviews as (

    select * from {{ ref('int_github__pull_reviews') }}
    semi join touched using (pull_request_key)
    qualify row_number() over (partition by pull_request_key order by partition desc) = 1

),

commits as (

    select * from {{ ref('int_github__pull_commits') }}
    semi join touched using (pull_request_key)
    qualify row_number() over (partition by pull_request_key order by partition desc) = 1

),

files as (

    select * from {{ ref('int_github__pull_files') }}
    semi join touched using (pull_request_key)
    qualify row_number() over (partition by pull_request_key order by partition desc) = 1

),

combined as (

    select
        pulls.* exclude (partition),
        'github' as source,
        reviews.pull_request_key is not null as has_reviews,
        list_filter(reviews.reviews, lambda review: review.login is distinct from pulls.author_login) as reviews,
        commits.pull_request_key is not null and commits.commit_count > 0 as has_commits,
        coalesce(commits.commit_agent, pulls.body_agent) as trailer_agent,
        files.effective_line_count,
        files.folders,
        list_distinct([pulls.partition, reviews.partition, commits.partition, files.partition]) as partitions
    from pulls
    left join reviews on pulls.pull_request_key = reviews.pull_request_key
    left join commits on pulls.pull_request_key = commits.pull_request_key
    left join files on pulls.pull_request_key = files.pull_request_key

)

select
    *,
    hash(combined) as version
from combined
