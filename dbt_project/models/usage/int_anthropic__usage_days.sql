-- Activity on the row of all models, tokens on the rows of models: joined they would fan out. A row of zeros is no
-- use.
with

analytics as (

    select * from {{ ref('stg_anthropic__claude_code_analytics') }}

),

by_model as (

    select
        usage_date,
        surface,
        actor_email,
        actor_api_key_name,
        unnest(model_breakdown) as breakdown
    from analytics

),

activity as (

    select
        usage_date,
        surface,
        'all' as model,
        actor_email as first_external_id,
        actor_api_key_name as second_external_id,
        coalesce(
            nullif(session_count, 0),
            nullif(accepted_edit_count, 0),
            nullif(rejected_edit_count, 0),
            nullif(accepted_line_count, 0),
            nullif(removed_line_count, 0)
        ) is not null as is_use,
        session_count,
        accepted_edit_count as intentional_action_count,
        accepted_line_count
    from analytics

),

tokens as (

    select
        usage_date,
        surface,
        {{ model_name('breakdown.model') }} as model,
        actor_email as first_external_id,
        actor_api_key_name as second_external_id,
        coalesce(
            nullif(breakdown.tokens.input, 0),
            nullif(breakdown.tokens.output, 0),
            nullif(breakdown.tokens.cache_read, 0),
            nullif(breakdown.tokens.cache_creation, 0)
        ) is not null as is_use,
        breakdown.tokens.input as uncached_input_tokens,
        breakdown.tokens.cache_read as cache_read_tokens,
        breakdown.tokens.cache_creation as cache_write_tokens,
        breakdown.tokens.output as output_tokens,
        -- cents
        cast(breakdown.estimated_cost.amount * 0.01 as decimal(38, 12)) as list_cost_usd
    from by_model

)

select
    usage_date,
    'anthropic' as source,
    'claude_code' as tool,
    surface,
    model,
    first_external_id,
    second_external_id,
    is_use,
    session_count,
    intentional_action_count,
    uncached_input_tokens,
    cache_read_tokens,
    cache_write_tokens,
    output_tokens,
    accepted_line_count,
    list_cost_usd
from (
    select * from activity
    union all by name
    select * from tokens
)
