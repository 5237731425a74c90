{#
    Spans of applications and tools, from whatever source: which are calls of a model, and what a call took. A source's
    staging model gives a row a span under these names, and its model of requests is `requests_of_spans(…)`:

    usage_date, trace_id, span_id, parent_span_id, requested_at, is_model_call,
    first_external_id, second_external_id, session_id, product, model,
    uncached_input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, status, list_cost_usd
#}

{# The first of an object's fields that says something. #}
{% macro first_said(object, names) -%}
    coalesce({% for name in names %}nullif({{ object }}.{{ name }}, ''){{ ', ' if not loop.last }}{% endfor %})
{%- endmacro %}

{% macro first_known(object, names) -%}
    coalesce({% for name in names %}{{ object }}.{{ name }}{{ ', ' if not loop.last }}{% endfor %})
{%- endmacro %}

{#
    What attributes say of a call, in the conventions of OpenTelemetry, old and new, of OpenInference, Traceloop, Claude
    Code and Codex; a source declares them by the names in orchestration/sources/otel.

    An address names a person in every source, so it comes first; then what applications set for an account. `user.id` is
    the last: Claude Code sets one for an installation.
#}
{% macro said_by_attributes(attributes) -%}
        {{ is_model_call(attributes) }} as is_model_call,
        {{ first_said(attributes, [
            'user_email', 'enduser_id', 'langfuse_user_id', 'traceloop_association_properties_user_id',
            'ai_telemetry_metadata_userId', 'user_account_id'
        ]) }} as first_external_id,
        {{ first_said(attributes, ['user_account_uuid', 'user_id']) }} as second_external_id,
        {{ first_said(attributes, [
            'session_id', 'gen_ai_conversation_id', 'conversation_id', 'langfuse_session_id',
            'traceloop_association_properties_session_id'
        ]) }} as session_id,
        {{ first_said(attributes, [
            'gen_ai_response_model', 'llm_response_model_name', 'gen_ai_request_model', 'llm_model_name',
            'llm_request_model_name', 'embedding_model_name', 'model'
        ]) }} as model,
        coalesce(
            -- Claude Code's own, without what came from the cache and went to it
            {{ attributes }}.input_tokens,
            {{ uncached_tokens(input_tokens(attributes), cache_read_tokens(attributes), cache_write_tokens(attributes)) }}
        ) as uncached_input_tokens,
        {{ cache_read_tokens(attributes) }} as cache_read_tokens,
        {{ cache_write_tokens(attributes) }} as cache_write_tokens,
        {{ output_tokens(attributes) }} as output_tokens,
        {{ first_known(attributes, ['llm_cost_total', 'gen_ai_usage_cost', 'cost_usd']) }} as list_cost_usd
{%- endmacro %}

{# With what was read from a cache and written to it. #}
{% macro input_tokens(attributes) -%}
    {{ first_known(attributes, [
        'gen_ai_usage_input_tokens', 'gen_ai_usage_prompt_tokens', 'llm_token_count_prompt', 'llm_usage_prompt_tokens'
    ]) }}
{%- endmacro %}

{% macro cache_read_tokens(attributes) -%}
    {{ first_known(attributes, [
        'gen_ai_usage_cache_read_input_tokens', 'gen_ai_usage_cached_input_tokens',
        'llm_token_count_prompt_details_cache_read', 'cache_read_tokens'
    ]) }}
{%- endmacro %}

{% macro cache_write_tokens(attributes) -%}
    {{ first_known(attributes, [
        'gen_ai_usage_cache_write_input_tokens', 'gen_ai_usage_cache_creation_input_tokens',
        'llm_token_count_prompt_details_cache_write', 'cache_creation_tokens'
    ]) }}
{%- endmacro %}

{% macro output_tokens(attributes) -%}
    {{ first_known(attributes, [
        'gen_ai_usage_output_tokens', 'gen_ai_usage_completion_tokens', 'llm_token_count_completion',
        'llm_usage_completion_tokens', 'output_tokens'
    ]) }}
{%- endmacro %}

{#
    A span says in its own convention what it is. One that says it in none, and how many tokens it took, is a call: Codex
    writes so. An agent, a chain or a workflow says it, and repeats the sum of the calls below.
#}
{% macro is_model_call(attributes) -%}
    case
        when nullif({{ attributes }}.gen_ai_operation_name, '') is not null
            then lower({{ attributes }}.gen_ai_operation_name) in (
                'chat', 'generate_content', 'text_completion', 'completion', 'embeddings', 'embedding', 'responses'
            )
        when nullif({{ attributes }}.openinference_span_kind, '') is not null
            then upper({{ attributes }}.openinference_span_kind) in ('LLM', 'EMBEDDING')
        when nullif({{ attributes }}.llm_request_type, '') is not null
            then lower({{ attributes }}.llm_request_type) in ('chat', 'completion', 'embedding')
        when nullif({{ attributes }}.traceloop_span_kind, '') is not null
            then lower({{ attributes }}.traceloop_span_kind) = 'llm'
        when nullif({{ attributes }}.span_type, '') is not null then {{ attributes }}.span_type = 'llm_request'
        else coalesce(
            {{ input_tokens(attributes) }}, {{ output_tokens(attributes) }}, {{ attributes }}.input_tokens
        ) is not null
    end
{%- endmacro %}

{#
    The requests among the spans of a staging model. A call that is seen by two instruments is a span within a span: the
    inner one with tokens counts. Who it was for, in which session, and by which model often stands on another span of
    the trace only; it is taken from there where all that say it agree. Windows by day and trace, not joins: a filter on
    days reaches through them.
#}
{% macro requests_of_spans(spans) -%}
with

told as (

    select
        * replace (
            coalesce(session_id, {{ of_trace('session_id') }}) as session_id,
            coalesce(model, {{ of_trace('model') }}) as model
        ),
        coalesce(first_external_id, second_external_id) is not null as is_named,
        coalesce(uncached_input_tokens, output_tokens) is not null as has_tokens,
        {{ of_trace('first_external_id') }} as first_of_trace,
        {{ of_trace('second_external_id') }} as second_of_trace
    from {{ spans }}

),

-- each call stands for itself, and below its parent
placed as (

    select
        *,
        span_id as place,
        true as is_itself
    from told
    where is_model_call
    union all
    select
        *,
        parent_span_id as place,
        false as is_itself
    from told
    where is_model_call and parent_span_id is not null

),

seen as (

    select
        *,
        bool_or(not is_itself and has_tokens) over same_place as is_seen_within,
        bool_or(is_itself) over same_place as is_place_of_call
    from placed
    window same_place as (partition by usage_date, trace_id, place)

),

calls as (

    select
        *,
        bool_or(not is_itself and is_place_of_call) over (partition by usage_date, trace_id, span_id) as is_within_call
    from seen
    qualify is_itself and not is_seen_within and (has_tokens or not is_within_call)

)

select
    calls.trace_id || ':' || calls.span_id as request_id,
    calls.gateway_key,
    calls.source,
    calls.usage_date,
    calls.requested_at,
    case when calls.is_named then calls.first_external_id else calls.first_of_trace end as first_external_id,
    case when calls.is_named then calls.second_external_id else calls.second_of_trace end as second_external_id,
    calls.session_id,
    -- a service without a name of ours is a program of somebody's own
    coalesce(agents.tool, 'api') as tool,
    {{ model_name('calls.model') }} as model,
    calls.uncached_input_tokens,
    calls.cache_read_tokens,
    calls.cache_write_tokens,
    calls.output_tokens,
    calls.status,
    -- what is known of it is more than zeros; of some nothing is known
    not {{ is_failed('calls.status') }}
    and coalesce(
        greatest(
            calls.uncached_input_tokens, calls.cache_read_tokens, calls.cache_write_tokens, calls.output_tokens,
            calls.list_cost_usd
        ), 1
    ) > 0 as is_use,
    calls.list_cost_usd
from calls
left join {{ ref('tool_user_agents') }} as agents on calls.product = agents.product
{%- endmacro %}

{# What the spans of a trace say, where they agree. #}
{% macro of_trace(column) -%}
    case
        when min({{ column }}) over (partition by usage_date, trace_id)
            = max({{ column }}) over (partition by usage_date, trace_id)
            then min({{ column }}) over (partition by usage_date, trace_id)
    end
{%- endmacro %}

{# A number that counts from 1970, in whatever unit its size tells, as a UTC TIMESTAMP. #}
{% macro from_epoch(number) -%}
    make_timestamp(
        case
            when {{ number }} < 100000000000 then {{ number }} * 1000000
            when {{ number }} < 100000000000000 then {{ number }} * 1000
            when {{ number }} < 100000000000000000 then {{ number }}
            else {{ number }} // 1000
        end
    )
{%- endmacro %}

{# Of buckets of usage, [{key, value}], the sum of those named so, and not otherwise; NULL where there is none. #}
{% macro tokens_in(buckets, pattern, other='^$') -%}
    cast(list_sum(list_transform(
        list_filter(
            {{ buckets }},
            lambda bucket: regexp_matches(lower(bucket.key), {{ literal(pattern) }})
            and not regexp_matches(lower(bucket.key), {{ literal(other) }})
        ),
        lambda bucket: bucket.value
    )) as bigint)
{%- endmacro %}
