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

)

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
