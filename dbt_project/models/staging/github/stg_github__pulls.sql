with

latest as (

    select
        *,
        -- a repository can be renamed within a day; what hangs on the pull may say either name
        list(distinct lower(base.repo.full_name)) over (partition by partition, id) as repository_names
    from {{ source('github', 'pulls') }}
    -- of one moment the detail form, which knows sizes, over that of a list
    qualify {{ is_latest('partition, id', newer=['updated_at', 'changed_files', 'additions', 'deletions']) }}

),

renamed as (

    select
        partition,
        'github:' || id as pull_request_key,
        base.repo.full_name as repository,
        base.repo.id as repository_id,
        list_sort(repository_names) as repository_names,
        number,
        lower("user".login) as author_login,
        cast("user".id as varchar) as author_user_id,
        "user".type as author_account_type,
        lower(merged_by.login) as merger_login,
        state,
        title,
        body,
        auto_merge.commit_title as merge_title,
        auto_merge.commit_message as merge_message,
        head.ref as head_ref,
        base.ref as base_ref,
        merge_commit_sha,
        list_transform(labels, lambda label: lower(label.name)) as labels,
        -- GitHub computes sizes when it is asked; a merged pull without any commit is one it has not got to yet
        coalesce(
            merged_at is not null and additions = 0 and deletions = 0 and changed_files = 0
            and coalesce(commits, 0) = 0, false
        ) as is_size_pending,
        case when not is_size_pending then additions end as added_line_count,
        case when not is_size_pending then deletions end as deleted_line_count,
        case when not is_size_pending then changed_files end as changed_file_count,
        case when not is_size_pending then commits end as commit_count,
        {{ utc('created_at') }} as created_at,
        {{ utc('updated_at') }} as updated_at,
        {{ utc('closed_at') }} as closed_at,
        {{ utc('merged_at') }} as merged_at
    from latest

)

select * exclude (is_size_pending) from renamed
