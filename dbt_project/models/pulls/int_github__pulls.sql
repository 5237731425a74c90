-- What a pull request itself says, by partition: a pull that changed on two days stands here twice.
-- Of its text only digests of the title, and the traces AI tools leave, go further.
with

pulls as (

    select
        *,
        lower(coalesce(body, '') || chr(10) || coalesce(merge_message, '')) as text,
        {{ bare_title("coalesce(title, '')") }} as bare_title
    from {{ ref('stg_github__pulls') }}

)

select
    partition,
    pull_request_key,
    repository,
    -- without an id a repository is known by its name
    coalesce('github:' || repository_id, lower(repository)) as repository_key,
    repository_names,
    number,
    author_login,
    author_user_id,
    author_account_type,
    merger_login,
    state,
    base_ref,
    merge_commit_sha,
    labels,
    added_line_count,
    deleted_line_count,
    changed_file_count,
    commit_count as stated_commit_count,
    created_at,
    updated_at,
    closed_at,
    merged_at,
    hash(bare_title) as title_hash,
    {{ title_start('bare_title') }} as title_start_hash,
    {{ first_match(written('text'), 'ai_trailers', 'agent') }} as text_agent,
    {{ first_match('lower(head_ref)', 'ai_branches', 'agent') }} as branch_agent,
    {{ first_match("array_to_string(labels, chr(10))", 'ai_labels', 'agent') }} as label_agent
from pulls
