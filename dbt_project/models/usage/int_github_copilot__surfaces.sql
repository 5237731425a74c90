-- Editors have a list of their own; the command line and the app have sessions and tokens in one place, and what they
-- count as editors do among the features. Neither place need be there.
with

reports as (

    select * from {{ ref('stg_github_copilot__users_1_day') }}

),

editors as (

    select
        usage_date,
        user_id,
        user_login,
        unnest(ide_breakdown) as counted
    from reports

),

clients as (

    select
        usage_date,
        user_id,
        user_login,
        feature_breakdown,
        unnest([
            struct_pack(name := 'cli', totals := cli_totals),
            struct_pack(name := 'app', totals := app_totals)
        ]) as client
    from reports

),

told as (

    select
        usage_date,
        user_id,
        user_login,
        coalesce(nullif(lower(counted.ide), ''), 'unknown') as surface,
        counted
    from editors
    union all by name
    select
        usage_date,
        user_id,
        user_login,
        client.name as surface,
        client.totals,
        list_filter(feature_breakdown, lambda told: told.feature = 'copilot_' || client.name)[1] as counted
    from clients

)

select
    usage_date,
    user_id,
    user_login,
    surface,
    coalesce(counted.user_initiated_interaction_count, totals.prompt_count) as prompt_count,
    counted.code_acceptance_activity_count as acceptance_count,
    counted.code_generation_activity_count as suggestion_count,
    counted.loc_suggested_to_add_sum as suggested_line_count,
    counted.loc_added_sum as accepted_line_count,
    totals.session_count,
    totals.request_count,
    totals.token_usage.prompt_tokens_sum as input_tokens,
    totals.token_usage.output_tokens_sum as output_tokens
from told
where counted is not null or totals is not null
