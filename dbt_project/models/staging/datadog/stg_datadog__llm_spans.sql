with

source as (

    select
        *,
        {{ day_of_partition() }} as usage_date
    from {{ source('datadog', 'llm_spans') }}

),

latest as (

    select *
    from source
    qualify {{ is_latest('usage_date, trace_id, span_id', newer=['duration']) }}

)

select
    partition,
    usage_date,
    'datadog' as source,
    cast(0 as ubigint) as gateway_key,
    trace_id,
    span_id,
    nullif(nullif(parent_id, 'undefined'), '') as parent_span_id,
    {{ from_epoch('start_ns') }} as requested_at,
    coalesce(lower(span_kind) in ('llm', 'embedding'), false) as is_model_call,
    {{ first_said('tags', ['user_email', 'usr_email', 'usr_id', 'user_handle']) }} as first_external_id,
    nullif(tags.user_id, '') as second_external_id,
    nullif(tags.session_id, '') as session_id,
    {{ product("coalesce(nullif(tags.service, ''), ml_app)") }} as product,
    nullif(model_name, '') as model,
    coalesce(
        metrics.non_cached_input_tokens,
        {{ uncached_tokens(
            'metrics.input_tokens', 'metrics.cache_read_input_tokens', 'metrics.cache_write_input_tokens'
        ) }}
    ) as uncached_input_tokens,
    metrics.cache_read_input_tokens as cache_read_tokens,
    metrics.cache_write_input_tokens as cache_write_tokens,
    metrics.output_tokens,
    coalesce(nullif(lower(status), ''), 'unknown') as status,
    -- nano-dollars are thousands of the units that money is counted in
    {{ from_units("cast(cast(metrics.estimated_total_cost as decimal(26, 6)) * 1000 as hugeint)") }} as list_cost_usd
from latest
