{# joins as written: the ids are hashed, not the rows that look for them (0.34 s a day, 0.27 s) #}
{{ piecewise(piece='usage_date', unit='day', joins_as_written=true, made_of={
    'int_requests_by_source': 'same piece',
    'int_identities': 'periods',
}) }}

with

requests as (

    select *
    from {{ ref('int_requests_by_source') }}
    where {{ in_pieces('usage_date') }}

),

known as (

    select
        requests.request_id,
        requests.gateway_key,
        requests.source,
        requests.usage_date,
        -- for the signals, which are judged by week: derived from the day, no filter would reach the table
        cast(date_trunc('week', requests.usage_date) as date) as week_start_date,
        requests.requested_at,
        {{ person_key() }} as person_key,
        {{ principal_type() }} as principal_type,
        case when {{ person_key() }} = 'unattributed' then requests.vendor_team_id end as unattributed_team_id,
        {{ unattributed_key('requests') }} as unattributed_key,
        requests.session_id,
        requests.tool,
        requests.model,
        requests.uncached_input_tokens,
        requests.cache_read_tokens,
        requests.cache_write_tokens,
        requests.output_tokens,
        requests.status,
        requests.is_use,
        requests.list_cost_usd
    from requests
    {{ resolve_people('requests', sources_of(['requests'])) }}

),

-- Two sources may see one call, as a gateway and the tool's own telemetry do: of somebody's calls of a tool on a day
-- those of one source count, the first in the order of the seed.
seen_twice as (

    select
        told.usage_date,
        told.who,
        told.tool,
        min_by(told.source, ({{ by_precedence('told.source') }})) as primary_source
    from (
        select distinct
            usage_date,
            coalesce(unattributed_key, person_key) as who,
            tool,
            source
        from known
        where is_use and coalesce(unattributed_key, person_key) != 'unattributed'
    ) as told
    left join {{ ref('tool_precedence') }} as precedence using (tool, source)
    group by told.usage_date, told.who, told.tool
    having count(*) > 1

)

select
    known.*,
    coalesce(known.source = seen_twice.primary_source, true) as is_primary_measurement
from known
left join seen_twice
    on
        known.usage_date = seen_twice.usage_date
        and coalesce(known.unattributed_key, known.person_key) = seen_twice.who
        and known.tool = seen_twice.tool
