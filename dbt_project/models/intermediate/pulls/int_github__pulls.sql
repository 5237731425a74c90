-- What a pull request itself says, by partition: a pull that changed on two days stands here twice.
-- Of its text only the references to what it reverts, and the traces AI tools leave, go further.
with

pulls as (

    select
        *,
        coalesce(title, '') || chr(10) || coalesce(body, '') as text
    from {{ ref('stg_github__pulls') }}

)

select
    partition,
    pull_request_key,
    repository,
    number,
    author_login,
    author_user_id,
    author_account_type,
    merger_login,
    state,
    merge_commit_sha,
    labels,
    added_line_count,
    deleted_line_count,
    changed_file_count,
    created_at,
    updated_at,
    closed_at,
    merged_at,
    regexp_matches(lower(coalesce(title, '')), '^revert\b')
    or regexp_matches(text, 'This reverts commit [0-9a-f]{7,40}') as is_revert,
    regexp_extract_all(text, 'This reverts commit ([0-9a-f]{7,40})', 1) as reverted_shas,
    -- `Revert "Revert "X (#1)" (#2)"` means #2, `Revert #1 (X) (#3)` by #3 means #1: the last number but its own
    case
        when regexp_matches(lower(coalesce(title, '')), '^revert\b')
            then list_filter(
                list_transform(
                    regexp_extract_all(title, '#([0-9]+)', 1), lambda found: try_cast(found as bigint)
                ),
                lambda found: found != number
            )[-1]
    end as reverted_number_in_title,
    list_transform(
        regexp_extract_all(coalesce(body, ''), 'Reverts [\w.-]+/[\w.-]+#([0-9]+)', 1),
        lambda found: try_cast(found as bigint)
    ) as reverted_numbers_in_body,
    {{ first_match("lower(coalesce(body, ''))", 'ai_trailers', 'agent') }} as body_agent
from pulls
