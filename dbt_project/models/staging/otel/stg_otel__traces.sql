with

source as (

    select
        *,
        {{ day_of_partition() }} as usage_date,
        lower("traceId") as trace_id,
        lower("spanId") as span_id
    from {{ source('otel', 'traces') }}

),

latest as (

    -- an export that is retried comes twice; of a span told twice, what has ended holds
    select *
    from source
    qualify {{ is_latest('usage_date, trace_id, span_id', newer=['"endTimeUnixNano"']) }}

),

renamed as (

    select
        partition,
        usage_date,
        'otel' as source,
        cast(0 as ubigint) as gateway_key,
        trace_id,
        span_id,
        nullif(lower("parentSpanId"), '') as parent_span_id,
        {{ from_epoch('"startTimeUnixNano"') }} as requested_at,
        {{ product('resource.attributes.service_name') }} as product,
        {{ said_by_attributes('attributes') }},
        case
            when
                upper(status.code) in ('2', 'STATUS_CODE_ERROR', 'ERROR')
                or lower(attributes.success) = 'false'
                or nullif(attributes.error_type, '') is not null
                then 'error'
            when upper(status.code) in ('1', 'STATUS_CODE_OK', 'OK') or lower(attributes.success) = 'true' then 'ok'
            else 'unknown'
        end as status,
        {{ first_said('resource.attributes', ['user_email', 'enduser_id']) }} as first_of_resource,
        {{ first_said('resource.attributes', ['user_id']) }} as second_of_resource,
        {{ first_said('resource.attributes', ['session_id']) }} as session_of_resource
    from latest

)

-- what the resource says holds for each of its spans that says nothing itself
select
    * exclude (first_of_resource, second_of_resource, session_of_resource)
    replace (
        case
            when coalesce(first_external_id, second_external_id) is null then first_of_resource else first_external_id
        end as first_external_id,
        case
            when coalesce(first_external_id, second_external_id) is null then second_of_resource else second_external_id
        end as second_external_id,
        coalesce(session_id, session_of_resource) as session_id
    )
from renamed
