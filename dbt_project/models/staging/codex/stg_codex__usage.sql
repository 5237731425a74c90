with

source as (

    select
        *,
        {{ day_of_partition() }} as usage_date,
        coalesce(nullif(user_id, ''), nullif(actor.user_id, '')) as known_user_id
    from {{ source('codex', 'usage') }}

),

latest as (

    -- rows come late and are restated, and a day's counts only grow: the fuller row is newer
    select *
    from source
    qualify {{ is_latest(
        'usage_date, start_time, coalesce(known_user_id, nullif(actor.email, \'\'))',
        newer=['totals.turns', 'totals.credits', 'totals.text_total_tokens', 'totals.threads']
    ) }}

),

renamed as (

    select
        partition,
        usage_date,
        known_user_id as user_id,
        nullif(actor.email, '') as user_email,
        totals.threads as thread_count,
        totals.turns as turn_count,
        totals.credits,
        totals.estimated_cost_usd as list_cost_usd,
        totals.uncached_text_input_tokens as uncached_input_tokens,
        totals.cached_text_input_tokens as cache_read_tokens,
        totals.text_output_tokens as output_tokens,
        code_attribution.lines_of_code.added as accepted_line_count,
        clients,
        models
    from latest

)

select * from renamed
