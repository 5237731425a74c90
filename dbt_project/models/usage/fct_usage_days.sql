{# joins as written: the ids are hashed, not the rows that look for them (0.47 s a day, 0.41 s) #}
{{ piecewise(piece='usage_date', unit='day', joins_as_written=true, made_of={
    'int_usage_by_source': 'same piece',
    'int_request_usage_days': 'same piece',
    'int_identities': 'periods',
}) }}

with

usage as (

    select *
    from {{ ref('int_usage_by_source') }}
    where {{ in_pieces('usage_date') }}

),

reported as (

    select
        usage.* exclude (first_external_id, second_external_id, vendor_team_id),
        {{ person_key() }} as person_key,
        {{ principal_type() }} as principal_type,
        case when {{ person_key() }} = 'unattributed' then usage.vendor_team_id end as unattributed_team_id,
        {{ unattributed_key('usage') }} as unattributed_key
    from usage
    {{ resolve_people('usage', sources_of(['usage_days'])) }}

),

-- what a request log counts of its own is known by person already
measured as (

    select
        *,
        coalesce(unattributed_key, person_key) as who
    from (
        select * from reported
        union all by name
        select *
        from {{ ref('int_request_usage_days') }}
        where {{ in_pieces('usage_date') }}
    )

),

-- Only a tool that two sources can measure needs a choice, and only for somebody: a person, or an id that is nobody's.
-- Work without any id cannot be known to be the same.
measured_twice as (

    select
        usage_date,
        who,
        tool,
        source,
        model = 'all' as is_all_models,
        greatest(
            sum(session_count), sum(intentional_action_count), sum(credits),
            sum(suggested_line_count), sum(accepted_line_count),
            sum(uncached_input_tokens), sum(cache_read_tokens), sum(cache_write_tokens), sum(output_tokens),
            0
        ) > 0 as has_it
    from measured
    where
        who != 'unattributed'
        and tool in (
            select tools.tool
            from measured as tools
            group by tools.tool
            having count(distinct tools.source) > 1
        )
    group by all

),

-- Tokens stand on the rows of models, all else on the row of all models: of each kind the first source, in the
-- order of the seed, that has it.
primary_sources as (

    select
        measured_twice.usage_date,
        measured_twice.who,
        measured_twice.tool,
        measured_twice.is_all_models,
        min_by(
            measured_twice.source,
            (not measured_twice.has_it, {{ by_precedence('measured_twice.source') }})
        ) as primary_source
    from measured_twice
    left join {{ ref('tool_precedence') }} as precedence using (tool, source)
    group by all

),

chosen as (

    select
        measured.*,
        coalesce(measured.source = primary_sources.primary_source, true) as is_primary_measurement
    from measured
    left join primary_sources
        on
            measured.usage_date = primary_sources.usage_date
            and measured.who = primary_sources.who
            and measured.tool = primary_sources.tool
            and (measured.model = 'all') = primary_sources.is_all_models

)

select
    usage_date,
    person_key,
    any_value(principal_type) as principal_type,
    tool,
    surface,
    model,
    source,
    unattributed_team_id,
    unattributed_key,
    is_primary_measurement,
    bool_or(is_use) as is_use,
    cast(sum(session_count) as bigint) as session_count,
    cast(sum(request_count) as bigint) as request_count,
    cast(sum(intentional_action_count) as bigint) as intentional_action_count,
    cast(sum(uncached_input_tokens) as bigint) as uncached_input_tokens,
    cast(sum(cache_read_tokens) as bigint) as cache_read_tokens,
    cast(sum(cache_write_tokens) as bigint) as cache_write_tokens,
    cast(sum(output_tokens) as bigint) as output_tokens,
    cast(sum(suggested_line_count) as bigint) as suggested_line_count,
    cast(sum(accepted_line_count) as bigint) as accepted_line_count,
    cast(sum(credits) as decimal(38, 12)) as credits,
    cast(sum(list_cost_usd) as decimal(38, 12)) as list_cost_usd
from chosen
group by
    usage_date,
    person_key,
    tool,
    surface,
    model,
    source,
    unattributed_team_id,
    unattributed_key,
    is_primary_measurement
