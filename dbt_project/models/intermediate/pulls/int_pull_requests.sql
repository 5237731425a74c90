{{ config(materialized='table') }}
-- Every repository host's pull requests, with their people: who the author was when it was merged, else last updated.
with

pulls as (

    {{ union_sources('pull_requests') }}

),

dated as (

    select
        *,
        cast(coalesce(merged_at, updated_at) as date) as usage_date,
        author_login as first_external_id,
        author_user_id as second_external_id
    from pulls

)

select
    dated.* exclude (usage_date, first_external_id, second_external_id),
    {{ person_key() }} as author_key,
    case
        when agents.agent is not null then 'agent'
        when dated.author_account_type = 'Bot' or dated.author_login like '%[bot]' or {{ principal_type() }} = 'service'
            then 'bot'
        else 'human'
    end as author_type
from dated
{{ resolve_people('dated') }}
left join {{ ref('ai_agents') }} as agents on dated.author_login = agents.login
