{% set model_tokens -%}
    coalesce(used.tokens.input, 0) + coalesce(used.tokens.output, 0)
    + coalesce(used.tokens.cache_read, 0) + coalesce(used.tokens.cache_creation, 0)
{%- endset %}
with

source as (

    select
        *,
        {{ day_of_partition() }} as usage_date
    from {{ source('anthropic', 'claude_code_analytics') }}

),

latest as (

    -- the vendor names no key; the same actor, terminal and remote flag twice on a day is the same row restated, and as
    -- a day's counts only grow, the fuller one is newer
    select *
    from source
    qualify {{ is_latest(
        'usage_date, organization_id, actor, customer_type, subscription_type, terminal_type, is_remote',
        newer=[
            'list_sum(list_transform(model_breakdown, lambda used: ' ~ model_tokens ~ '))',
            'core_metrics.num_sessions',
            'list_sum(list_transform(map_values(tool_actions), lambda action: action.accepted))',
            'core_metrics.lines_of_code.added'
        ]
    ) }}

),

renamed as (

    select
        partition,
        usage_date,
        nullif(actor.email_address, '') as actor_email,
        nullif(actor.api_key_name, '') as actor_api_key_name,
        case when is_remote then 'remote' else coalesce(nullif(terminal_type, ''), 'unknown') end as surface,
        core_metrics.num_sessions as session_count,
        core_metrics.lines_of_code.added as accepted_line_count,
        -- a row without actions says that no edit was accepted; one without the field says nothing
        case
            when cardinality(tool_actions) = 0 then 0
            else list_sum(list_transform(map_values(tool_actions), lambda action: action.accepted))
        end as accepted_edit_count,
        list_sum(list_transform(map_values(tool_actions), lambda action: action.rejected)) as rejected_edit_count,
        core_metrics.lines_of_code.removed as removed_line_count,
        model_breakdown
    from latest

)

select * from renamed
