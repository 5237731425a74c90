{{ piecewise(piece='active_on', unit='day', made_of={
    'int_pull_requests': 'same piece',
    'int_pull_change_sets': 'same piece',
    'int_pull_reverts': 'same piece',
    'int_identities': 'periods',
}) }}

with

pulls as (

    select
        *,
        active_on as usage_date,
        {{ external_id('author_login') }} as first_external_id,
        {{ external_id('author_user_id') }} as second_external_id
    from {{ ref('int_pull_requests') }}
    where {{ in_pieces('active_on') }}

),

authored as (

    select
        pulls.*,
        {{ person_key() }} as author_key,
        {{ account_type('pulls.author_login', 'pulls.author_account_type', principal_type()) }} as author_type
    from pulls
    {{ resolve_people('pulls', sources_of(['pull_requests'])) }}

),

reviewed as (

    select
        pull_request_key,
        count(*) as review_count,
        count(*) filter (where reviewer_type = 'human') as human_review_count,
        min(submitted_at) as first_review_at
    from {{ ref('int_pull_reviews') }}
    where {{ in_pieces('active_on') }}
    group by pull_request_key

),

evidenced as (

    select
        pulls.*,
        change_sets.change_set_id,
        reverts.reverted_at,
        coalesce(reverts.is_revert, false) as is_revert,
        case when pulls.are_files_complete then pulls.listed_line_count end as effective_line_count,
        case
            -- a part of the files can show that there is more than that, and all lines together that there is not
            when pulls.listed_line_count > 5 then false
            when pulls.are_files_complete or pulls.added_line_count + pulls.deleted_line_count <= 5 then true
            when pulls.are_files_complete is null then pulls.added_line_count + pulls.deleted_line_count <= 5
        end as is_trivial,
        case
            when pulls.author_type = 'agent' then 'agent_author'
            when pulls.trailer_agent is not null then 'trailer'
            when coalesce(pulls.branch_agent, pulls.label_agent) is not null then 'label'
            when pulls.are_commits_complete then 'none'
            else 'unknown'
        end as ai_evidence,
        -- a tool names its branches; a label is set by hand or by an app
        case when pulls.branch_agent is not null then 'branch' else 'label' end as label_kind
    from authored as pulls
    left join (
        select * from {{ ref('int_pull_change_sets') }}
        where {{ in_pieces('merged_on') }}
    ) as change_sets using (pull_request_key)
    left join {{ ref('int_pull_reverts') }} as reverts using (pull_request_key)

),

judged as (

    select
        *,
        case
            when merged_at is null then 'not_merged'
            when author_type = 'bot' then 'bot'
            when is_revert then 'revert'
            when is_trivial then 'trivial'
            -- last, so that before the revert it counted
            when reverted_at <= merged_at + interval 28 day then 'reverted'
        end as not_counted_reason
    from evidenced

)

select
    judged.pull_request_key,
    judged.source,
    judged.repository,
    judged.number,
    judged.author_key,
    judged.author_type,
    judged.created_at,
    judged.updated_at,
    judged.merged_at,
    judged.closed_at,
    judged.active_on,
    case when judged.merged_at is not null then 'merged' else judged.state end as state,
    judged.added_line_count,
    judged.deleted_line_count,
    judged.changed_file_count,
    judged.effective_line_count,
    judged.are_files_complete,
    judged.are_commits_complete,
    case when judged.has_reviews then coalesce(reviewed.review_count, 0) end as review_count,
    case when judged.has_reviews then coalesce(reviewed.human_review_count, 0) end as human_review_count,
    reviewed.first_review_at,
    judged.merger_login = judged.author_login as is_self_merged,
    judged.is_revert,
    judged.reverted_at is not null as is_reverted,
    judged.reverted_at,
    judged.change_set_id,
    judged.is_trivial,
    judged.not_counted_reason is null as is_counted,
    judged.not_counted_reason,
    judged.ai_evidence,
    confidence.ai_confidence,
    coalesce(judged.trailer_agent, judged.branch_agent, judged.label_agent) as ai_agent
from judged
left join reviewed using (pull_request_key)
left join {{ ref('ai_evidence_confidence') }} as confidence
    on
        judged.ai_evidence = confidence.ai_evidence
        and (judged.ai_evidence != 'label' or judged.label_kind = confidence.label_kind)
