-- Whether we have a name for the tools of requests: seed tool_user_agents names what user agents write. A tool that it
-- does not have keeps the product's own name, and then no second source of the same work is recognised. A service's
-- program may call itself what it likes: no vendor reports it.
select
    usage_date,
    sum(request_count) as request_count,
    coalesce(
        sum(request_count) filter (
            where tool not in (select agents.tool from {{ ref('tool_user_agents') }} as agents) and tool != 'unknown'
        ), 0
    ) as unnamed_count
from {{ ref('fct_usage_days') }}
where
    request_count > 0
    and source in {{ literals(sources_of(['requests'])) }}
    and principal_type != 'service'
    and usage_date > (select as_of_date - 28 from {{ ref('int_as_of') }})
group by usage_date
