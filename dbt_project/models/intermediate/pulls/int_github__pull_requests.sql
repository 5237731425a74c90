{{ config(materialized='piecewise', key=['pull_request_key'], pieces_at_once=31) }}
-- GitHub's pull requests under the columns all repositories share: of each part the newest partition, whole.
-- A pull is made of the partitions of several days, so a stale day touches those that have, or had, a part in it.
{% set days = built_versions('int_github__pull_parts') %}
{% set touched_keys -%}
    select pull_request_key from {{ ref('int_github__pull_parts') }} where {{ is_stale('partition', days) }}
    {%- if not is_rebuilt_whole() %}
    union
    select pull_request_key from (
        select
            pull_request_key,
            unnest(partitions) as partition
        from {{ this }}
    )
    where {{ was_stale('partition', days) }}
    {%- endif %}
{% endset %}

with

-- first the partitions they lie in, so that the wide columns of all others are not read
located as (

    select distinct partition
    from {{ ref('int_github__pull_parts') }}
    semi join {{ touched(touched_keys) }} using (pull_request_key)

),

parts as (

    select *
    from {{ ref('int_github__pull_parts') }}
    semi join located using (partition)
    semi join {{ touched(touched_keys) }} using (pull_request_key)

),

pulls as (

    select *
    from parts
    where repository is not null
    qualify row_number() over (partition by pull_request_key order by updated_at desc, partition desc) = 1

),

lists as (

    select
        pull_request_key,
        arg_max(reviews, partition) as reviews,
        arg_max(commit_count, partition) as commit_count,
        arg_max({ 'agent': commit_agent }, partition) filter (where commit_count is not null) as commit_trace,
        arg_max(effective_line_count, partition) as effective_line_count,
        arg_max(folders, partition) as folders,
        list_sort(list_distinct(list(partition))) as partitions
    from parts
    group by pull_request_key

),

combined as (

    select
        pulls.* exclude (partition, reviews, commit_count, commit_agent, effective_line_count, folders),
        'github' as source,
        {{ active_on() }} as active_on,
        lists.reviews is not null as has_reviews,
        list_filter(lists.reviews, lambda review: review.login is distinct from pulls.author_login) as reviews,
        coalesce(lists.commit_count > 0, false) as has_commits,
        coalesce(lists.commit_trace.agent, pulls.body_agent) as trailer_agent,
        lists.effective_line_count,
        lists.folders,
        lists.partitions
    from pulls
    inner join lists using (pull_request_key)

)

select
    *,
    hash(combined) as version
from combined
