{# joins as written: the ids are hashed, not the rows that look for them (0.47 s a day, 0.41 s) #}
{{ config(materialized='piecewise', piece='usage_date', joins_as_written=true) }}

with

usage as (

    select *
    from {{ ref('int_usage_by_source') }}
    where {{ is_stale('usage_date', ref('int_usage_days_versions')) }}

),

attributed as (

    select
        usage.*,
        {{ person_key() }} as person_key,
        {{ principal_type() }} as principal_type
    from usage
    {{ resolve_people('usage', sources_of('usage_days')) }}

),

reported as (

    select
        usage_date,
        person_key,
        any_value(principal_type) as principal_type,
        tool,
        surface,
        model,
        source,
        case when person_key = 'unattributed' then vendor_team_id end as unattributed_team_id,
        sum(session_count) as session_count,
        sum(request_count) as request_count,
        sum(intentional_action_count) as intentional_action_count,
        sum(uncached_input_tokens) as uncached_input_tokens,
        sum(cache_read_tokens) as cache_read_tokens,
        sum(cache_write_tokens) as cache_write_tokens,
        sum(output_tokens) as output_tokens,
        sum(suggested_line_count) as suggested_line_count,
        sum(accepted_line_count) as accepted_line_count,
        sum(credits) as credits,
        sum(list_cost_usd) as list_cost_usd
    from attributed
    group by usage_date, person_key, tool, surface, model, source, unattributed_team_id

),

-- what a request log counts of its own is known by person already
by_person as (

    select * from reported
    union all by name
    select *
    from {{ ref('int_request_usage_days') }}
    where {{ is_stale('usage_date', ref('int_usage_days_versions')) }}

),

-- only a tool that two sources can measure needs a choice
measured_twice as (

    select
        by_person.usage_date,
        by_person.person_key,
        by_person.tool,
        min_by(by_person.source, (coalesce(precedence.precedence, 1000), by_person.source)) as primary_source
    from by_person
    left join {{ ref('tool_precedence') }} as precedence using (tool, source)
    where
        by_person.person_key != 'unattributed'
        and by_person.tool in (
            select tools.tool
            from by_person as tools
            group by tools.tool
            having count(distinct tools.source) > 1
        )
    group by by_person.usage_date, by_person.person_key, by_person.tool

)

select
    by_person.usage_date,
    by_person.person_key,
    by_person.principal_type,
    by_person.tool,
    by_person.surface,
    by_person.model,
    by_person.source,
    by_person.unattributed_team_id,
    coalesce(by_person.source = measured_twice.primary_source, true) as is_primary_measurement,
    cast(by_person.session_count as bigint) as session_count,
    cast(by_person.request_count as bigint) as request_count,
    cast(by_person.intentional_action_count as bigint) as intentional_action_count,
    cast(by_person.uncached_input_tokens as bigint) as uncached_input_tokens,
    cast(by_person.cache_read_tokens as bigint) as cache_read_tokens,
    cast(by_person.cache_write_tokens as bigint) as cache_write_tokens,
    cast(by_person.output_tokens as bigint) as output_tokens,
    cast(by_person.suggested_line_count as bigint) as suggested_line_count,
    cast(by_person.accepted_line_count as bigint) as accepted_line_count,
    cast(by_person.credits as decimal(38, 12)) as credits,
    cast(by_person.list_cost_usd as decimal(38, 12)) as list_cost_usd
from by_person
left join measured_twice using (usage_date, person_key, tool)
