with

source as (

    select
        *,
        {{ day_of_partition() }} as usage_date,
        hash("projectId") as gateway_key,
        map_entries("usageDetails") as buckets
    from {{ source('langfuse', 'observations') }}

),

latest as (

    -- pages and exports repeat each other, and an observation is told again when it changes
    select *
    from source
    qualify {{ is_latest('usage_date, id, gateway_key', newer=['"updatedAt"', '"endTime"', '"totalCost"']) }}

),

counted as (

    select
        *,
        {{ tokens_in('buckets', '^(input|prompt)(_?tokens)?$') }} as told_input,
        {{ tokens_in('buckets', '^(output|completion)(_?tokens)?$') }} as told_output,
        {{ tokens_in('buckets', 'cached|cache_?read|cache_?hit') }} as cache_read_tokens,
        {{ tokens_in('buckets', 'cache_?(creation|write)') }} as cache_write_tokens,
        {{ tokens_in('buckets', '^(input|prompt)_', other='cache|^(input|prompt)_tokens$') }} as input_details,
        {{ tokens_in('buckets', '^(output|completion)_', other='^(output|completion)_tokens$') }} as output_details,
        -- buckets are parts of the whole; where they are more than it, some are parts of others
        {{ tokens_in('buckets', '', other='^total') }} > {{ tokens_in('buckets', '^total') }} as is_overlapping
    from latest

)

select
    partition,
    usage_date,
    'langfuse' as source,
    gateway_key,
    coalesce(nullif("traceId", ''), id) as trace_id,
    id as span_id,
    nullif("parentObservationId", '') as parent_span_id,
    {{ utc('"startTime"') }} as requested_at,
    upper(type) in ('GENERATION', 'EMBEDDING') as is_model_call,
    nullif("userId", '') as first_external_id,
    cast(null as varchar) as second_external_id,
    nullif("sessionId", '') as session_id,
    cast(null as varchar) as product,
    nullif("providedModelName", '') as model,
    case
        when coalesce(told_input, input_details) is null then usage.input
        when is_overlapping then {{ uncached_tokens('told_input', 'cache_read_tokens', 'cache_write_tokens') }}
        else coalesce(told_input, 0) + coalesce(input_details, 0)
    end as uncached_input_tokens,
    cache_read_tokens,
    cache_write_tokens,
    case
        when coalesce(told_output, output_details) is null then usage.output
        when is_overlapping then told_output
        else coalesce(told_output, 0) + coalesce(output_details, 0)
    end as output_tokens,
    case when upper(level) = 'ERROR' then 'error' when nullif(level, '') is null then 'unknown' else 'ok' end as status,
    coalesce("totalCost", "costDetails"['total'], list_sum(map_values("costDetails"))) as list_cost_usd
from counted
