-- A prompt typed and an edit accepted are intent. A suggestion shown, and a review that a policy asked for, are use
-- without. What runs on github.com is in no count: who gave the agent a task or asked for a review did so once at
-- least. On the surface `unknown` stands what the day's totals hold beyond the surfaces that are told of, and the
-- credits, which have none. Tokens are told of command line and app, without a model and with no word of the cache, so
-- that all input is taken for uncached. Of a model is known that it was used.
with

reports as (

    select * from {{ ref('stg_github_copilot__users_1_day') }}

),

surfaces as (

    select * from {{ ref('int_github_copilot__surfaces') }}

),

told as (

    select
        usage_date,
        user_id,
        sum(prompt_count) as prompt_count,
        sum(acceptance_count) as acceptance_count,
        sum(suggestion_count) as suggestion_count,
        sum(suggested_line_count) as suggested_line_count,
        sum(accepted_line_count) as accepted_line_count
    from surfaces
    group by usage_date, user_id

),

beyond as (

    -- The parts can be more than the whole: then nothing is beyond them. Beyond an unknown whole is unknown, too, hence
    -- `0 *`: greatest passes over NULL.
    select
        reports.usage_date,
        reports.user_id,
        reports.user_login,
        'unknown' as surface,
        greatest(reports.prompt_count - coalesce(told.prompt_count, 0), 0 * reports.prompt_count)
            as prompt_count,
        greatest(reports.acceptance_count - coalesce(told.acceptance_count, 0), 0 * reports.acceptance_count)
            as acceptance_count,
        greatest(reports.suggestion_count - coalesce(told.suggestion_count, 0), 0 * reports.suggestion_count)
            as suggestion_count,
        greatest(
            reports.suggested_line_count - coalesce(told.suggested_line_count, 0), 0 * reports.suggested_line_count
        ) as suggested_line_count,
        greatest(reports.accepted_line_count - coalesce(told.accepted_line_count, 0), 0 * reports.accepted_line_count)
            as accepted_line_count,
        reports.credits,
        told.user_id is null and reports.used_client as is_known_by_flag
    from reports
    left join told on reports.usage_date = told.usage_date and reports.user_id = told.user_id
    where
        told.user_id is null
        or reports.credits is not null
        or reports.prompt_count > coalesce(told.prompt_count, 0)
        or reports.acceptance_count > coalesce(told.acceptance_count, 0)
        or reports.suggestion_count > coalesce(told.suggestion_count, 0)
        or reports.accepted_line_count > coalesce(told.accepted_line_count, 0)

),

activity as (

    select
        usage_date,
        user_id,
        user_login,
        surface,
        'all' as model,
        greatest(prompt_count, acceptance_count, suggestion_count, accepted_line_count, session_count, credits, 0) > 0
        or coalesce(is_known_by_flag, false) as is_use,
        session_count,
        coalesce(prompt_count + acceptance_count, prompt_count, acceptance_count) as intentional_action_count,
        suggested_line_count,
        accepted_line_count,
        credits
    from (
        select * from surfaces
        union all by name
        select * from beyond
    )

),

on_github as (

    select
        usage_date,
        user_id,
        user_login,
        'github' as surface,
        'all' as model,
        true as is_use,
        cast(coalesce(used_cloud_agent, false) as bigint)
        + cast(coalesce(requested_code_review, false) as bigint) as intentional_action_count
    from reports
    where used_cloud_agent or requested_code_review or received_code_review

),

tokens as (

    select
        usage_date,
        user_id,
        user_login,
        surface,
        'unknown' as model,
        greatest(request_count, input_tokens, output_tokens) > 0 as is_use,
        request_count,
        input_tokens as uncached_input_tokens,
        output_tokens
    from surfaces
    where coalesce(request_count, input_tokens, output_tokens) is not null

),

models as (

    select
        usage_date,
        user_id,
        user_login,
        unnest(model_breakdown) as counted
    from reports

),

by_model as (

    select
        usage_date,
        user_id,
        user_login,
        case counted.feature when 'copilot_cli' then 'cli' when 'copilot_app' then 'app' else 'unknown' end as surface,
        {{ model_name('counted.model') }} as model,
        true as is_use
    from models
    where
        greatest(
            counted.user_initiated_interaction_count,
            counted.code_generation_activity_count,
            counted.code_acceptance_activity_count
        ) > 0

)

select
    usage_date,
    'github_copilot' as source,
    'github_copilot' as tool,
    surface,
    model,
    user_id as first_external_id,
    user_login as second_external_id,
    is_use,
    session_count,
    request_count,
    intentional_action_count,
    uncached_input_tokens,
    output_tokens,
    suggested_line_count,
    accepted_line_count,
    credits
from (
    select * from activity
    union all by name
    select * from on_github
    union all by name
    select * from tokens
    union all by name
    select * from by_model
)
