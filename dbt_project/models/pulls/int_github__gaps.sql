-- What is known to be missing around pull requests, by month.
with

merged as (

    select
        cast(date_trunc('month', active_on) as date) as month,
        count(*) filter (where not are_files_complete) as files_incomplete,
        count(*) filter (where not are_commits_complete) as commits_incomplete,
        count(*) filter (where changed_file_count is null) as size_not_computed
    from {{ ref('int_github__pull_requests') }}
    where merged_at is not null
    group by 1

),

strays as (

    select
        cast(date_trunc('month', cast(partition as date)) as date) as month,
        count(*) as lists_without_pull
    from {{ ref('int_github__stray_lists') }}
    where pull_request_key is null
    group by 1

),

gaps as (

    select
        month,
        'lists_without_pull' as gap,
        lists_without_pull as gap_count
    from strays
    {% for gap in ['files_incomplete', 'commits_incomplete', 'size_not_computed'] %}
        union all
        select
            month,
            {{ literal(gap) }} as gap,
            {{ gap }} as gap_count
        from merged
    {% endfor %}

)

select
    month,
    'github' as source,
    gap,
    gap_count
from gaps
where gap_count > 0
