with

source as (

    select
        *,
        {{ day_of_partition() }} as usage_date
    from {{ source('github_copilot', 'users_1_day') }}

),

latest as (

    -- A user of several organizations is in the report of each with the same numbers, and in the enterprise's; so it is
    -- one row a user, whoever reports it. A day's counts only grow: the fuller row is newer.
    select *
    from source
    qualify {{ is_latest('usage_date, user_id', newer=[
        'code_generation_activity_count',
        'user_initiated_interaction_count',
        'ai_credits_used',
        'loc_added_sum',
    ]) }}

),

renamed as (

    select
        partition,
        usage_date,
        cast(user_id as varchar) as user_id,
        nullif(user_login, '') as user_login,
        user_initiated_interaction_count as prompt_count,
        code_generation_activity_count as suggestion_count,
        code_acceptance_activity_count as acceptance_count,
        loc_suggested_to_add_sum as suggested_line_count,
        loc_added_sum as accepted_line_count,
        loc_deleted_sum as removed_line_count,
        ai_credits_used as credits,
        coalesce(used_copilot_cloud_agent, used_copilot_coding_agent) as used_cloud_agent,
        used_copilot_code_review_active as requested_code_review,
        used_copilot_code_review_passive as received_code_review,
        used_agent or used_chat or used_cli or used_copilot_app as used_client,
        totals_by_ide as ide_breakdown,
        totals_by_feature as feature_breakdown,
        totals_by_model_feature as model_breakdown,
        totals_by_cli as cli_totals,
        totals_by_copilot_app as app_totals
    from latest

)

select * from renamed
