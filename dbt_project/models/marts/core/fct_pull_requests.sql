{{ config(materialized='piecewise', piece='active_on') }}

with

pulls as (

    select
        *,
        active_on as usage_date,
        {{ external_id('author_login') }} as first_external_id,
        {{ external_id('author_user_id') }} as second_external_id
    from {{ ref('int_pull_requests') }}
    where {{ is_stale('active_on', ref('int_pull_fact_versions')) }}

),

authored as (

    select
        pulls.*,
        {{ person_key() }} as author_key,
        case
            when agents.agent is not null then 'agent'
            when
                pulls.author_account_type = 'Bot'
                or pulls.author_login like '%[bot]'
                or {{ principal_type() }} = 'service'
                then 'bot'
            else 'human'
        end as author_type
    from pulls
    {{ resolve_people('pulls', sources_of('pull_requests')) }}
    left join {{ ref('ai_agents') }} as agents on pulls.author_login = agents.login

),

evidenced as (

    select
        pulls.*,
        change_sets.change_set_id,
        reverts.reverted_at,
        coalesce(pulls.effective_line_count, pulls.added_line_count + pulls.deleted_line_count) <= 5 as is_trivial,
        case
            when pulls.author_type = 'agent' then 'agent_author'
            when pulls.trailer_agent is not null then 'trailer'
            when list_contains(pulls.labels, 'claude-code-assisted') then 'label'
            when pulls.has_commits then 'none'
            else 'unknown'
        end as ai_evidence
    from authored as pulls
    left join (
        select * from {{ ref('int_pull_change_sets') }}
        where {{ is_stale('merged_on', ref('int_pull_fact_versions')) }}
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
    case when judged.has_reviews then len(judged.reviews) end as review_count,
    case
        when judged.has_reviews then len(list_filter(judged.reviews, lambda review: not review.is_bot))
    end as human_review_count,
    list_min(list_transform(judged.reviews, lambda review: review.submitted_at)) as first_review_at,
    judged.merger_login = judged.author_login as is_self_merged,
    judged.reverted_at is not null as is_reverted,
    judged.reverted_at,
    judged.change_set_id,
    judged.is_trivial,
    judged.not_counted_reason is null as is_counted,
    judged.not_counted_reason,
    judged.ai_evidence,
    confidence.ai_confidence
from judged
left join {{ ref('ai_evidence_confidence') }} as confidence using (ai_evidence)
