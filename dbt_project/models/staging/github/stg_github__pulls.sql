with

latest as (

    select *
    from {{ source('github', 'pulls') }}
    -- of one moment the detail form, which knows sizes, over that of a list
    qualify {{ is_latest(
        'partition, base.repo.full_name, number', newer=['updated_at', 'changed_files', 'additions', 'deletions']
    ) }}

),

renamed as (

    select
        partition,
        'github:' || base.repo.full_name || '#' || number as pull_request_key,
        base.repo.full_name as repository,
        number,
        lower("user".login) as author_login,
        cast("user".id as varchar) as author_user_id,
        "user".type as author_account_type,
        lower(merged_by.login) as merger_login,
        state,
        title,
        body,
        merge_commit_sha,
        list_transform(labels, lambda label: lower(label.name)) as labels,
        additions as added_line_count,
        deletions as deleted_line_count,
        changed_files as changed_file_count,
        {{ utc('created_at') }} as created_at,
        {{ utc('updated_at') }} as updated_at,
        {{ utc('closed_at') }} as closed_at,
        {{ utc('merged_at') }} as merged_at
    from latest

)

select * from renamed
