with

source as (

    select
        *,
        {{ day_of_partition() }} as usage_date,
        lower(context.trace_id) as trace_id,
        lower(context.span_id) as span_id
    from {{ source('phoenix', 'spans') }}

),

latest as (

    -- a span that is told again may have ended meanwhile
    select *
    from source
    qualify {{ is_latest('usage_date, trace_id, span_id', newer=['end_time']) }}

),

renamed as (

    select
        partition,
        usage_date,
        'phoenix' as source,
        cast(0 as ubigint) as gateway_key,
        trace_id,
        span_id,
        nullif(lower(parent_id), '') as parent_span_id,
        {{ utc('start_time') }} as requested_at,
        cast(null as varchar) as product,
        nullif(upper(span_kind), 'UNKNOWN') as kind,
        {{ said_by_attributes('attributes') }},
        case upper(status_code) when 'ERROR' then 'error' when 'OK' then 'ok' else 'unknown' end as status
    from latest

)

select * exclude (kind) replace (coalesce(kind in ('LLM', 'EMBEDDING'), is_model_call) as is_model_call)
from renamed
