-- Threads, turns, credits and lines of the day on the row of all models; tokens and the estimated cost on the rows of
-- models, and what those leave of the totals on one more, so that nothing falls out. A turn is something asked, and
-- intended, unless a program asked it: a review on GitHub, an SDK, a service. A thread counts in each client that it
-- used, so a surface is known where there was one only. A row of zeros is no use.
{% set of_model = 'list_sum(list_transform(models, lambda used: used.' -%}
with

analytics as (

    select
        *,
        list_distinct(list_transform(clients, lambda client: client.client_id)) as client_ids,
        list_distinct(list_transform(models, lambda used: used.model)) as model_names,
        list_filter(clients, lambda client: regexp_matches(client.client_id, 'GITHUB|SDK|SERVICE|EXEC')) as programs
    from {{ ref('stg_codex__usage') }}
    -- a row of nobody's is the whole workspace: beside its users it tells them twice
    qualify
        coalesce(user_email, user_id) is not null
        or count(coalesce(user_email, user_id)) over (partition by usage_date) = 0

),

activity as (

    select
        usage_date,
        client_ids,
        'all' as model,
        user_email,
        user_id,
        coalesce(
            nullif(thread_count, 0), nullif(turn_count, 0), nullif(credits, 0), nullif(accepted_line_count, 0)
        ) is not null as is_use,
        thread_count as session_count,
        greatest(
            turn_count - coalesce(list_sum(list_transform(programs, lambda client: client.turns)), 0), 0
        ) as intentional_action_count,
        accepted_line_count,
        credits
    from analytics

),

by_model as (

    select
        usage_date,
        client_ids,
        used.model,
        user_email,
        user_id,
        used.credits as credits_of_model,
        used.uncached_text_input_tokens as uncached_input_tokens,
        used.cached_text_input_tokens as cache_read_tokens,
        used.text_output_tokens as output_tokens,
        used.estimated_cost_usd as list_cost_usd
    from (
        select
            *,
            unnest(models) as used
        from analytics
    )

),

left_over as (

    select
        usage_date,
        client_ids,
        case when len(model_names) = 1 then model_names[1] end as model,
        user_email,
        user_id,
        uncached_input_tokens - coalesce({{ of_model }}uncached_text_input_tokens)), 0) as uncached_input_tokens,
        cache_read_tokens - coalesce({{ of_model }}cached_text_input_tokens)), 0) as cache_read_tokens,
        output_tokens - coalesce({{ of_model }}text_output_tokens)), 0) as output_tokens,
        -- each model's is rounded to a cent, so that a difference is no cost
        case when {{ of_model }}estimated_cost_usd)) is null then list_cost_usd end as list_cost_usd
    from analytics

),

tokens as (

    select * from by_model
    union all by name
    select
        * replace (
            nullif(greatest(uncached_input_tokens, 0), 0) as uncached_input_tokens,
            nullif(greatest(cache_read_tokens, 0), 0) as cache_read_tokens,
            nullif(greatest(output_tokens, 0), 0) as output_tokens
        )
    from left_over

)

select
    usage_date,
    'codex' as source,
    'codex' as tool,
    case
        when len(client_ids) = 1 then coalesce(nullif(lower(replace(client_ids[1], 'CODEX_', '')), ''), 'unknown')
        else 'unknown'
    end as surface,
    model,
    coalesce(user_email, user_id) as first_external_id,
    user_id as second_external_id,
    is_use,
    session_count,
    intentional_action_count,
    uncached_input_tokens,
    cache_read_tokens,
    output_tokens,
    accepted_line_count,
    credits,
    list_cost_usd
from (
    select * from activity
    union all by name
    select
        * exclude (credits_of_model) replace ({{ model_name('model') }} as model),
        coalesce(
            nullif(uncached_input_tokens, 0), nullif(cache_read_tokens, 0), nullif(output_tokens, 0),
            nullif(credits_of_model, 0), nullif(list_cost_usd, 0)
        ) is not null as is_use
    from tokens
    where coalesce(credits_of_model, uncached_input_tokens, cache_read_tokens, output_tokens, list_cost_usd) is not null
)
