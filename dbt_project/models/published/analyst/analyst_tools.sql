{{ config(alias='dim_tools') }}

select
    tools.tool,
    min_by(sources.source, sources.precedence) as primary_source,
    any_value(services.service) as billed_service
from (
    select tool from {{ ref('tool_precedence') }}
    union
    select tool from {{ ref('tool_user_agents') }}
    union
    select tool from {{ ref('mart_daily_tool_usage') }}
    union
    select tool from {{ ref('mart_cost_center_monthly_chargeback') }}
) as tools
left join {{ ref('tool_precedence') }} as sources using (tool)
left join (
    select
        tool,
        min(service) as service
    from {{ ref('ai_services') }}
    where is_ai and tool is not null
    group by tool
) as services using (tool)
where tools.tool is not null
group by tools.tool
