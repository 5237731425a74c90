{{ piecewise(piece='week_start_date', unit='week', pieces_at_once=4, made_of={
    'fct_usage_days': 'its days',
    'int_as_of': 'until',
}) }}
-- What a person did with a tool in a week. Each measure is of the source that is primary for it; intent, where that one
-- cannot tell, of another that saw the same work.
with

tool_days as (

    select
        cast(date_trunc('week', usage_date) as date) as week_start_date,
        person_key,
        tool,
        coalesce(
            sum(intentional_action_count) filter (where is_primary_measurement), max(intentional_action_count)
        ) as intentional_action_count,
        sum(suggested_line_count) filter (where is_primary_measurement) as suggested_line_count,
        sum(accepted_line_count) filter (where is_primary_measurement) as accepted_line_count,
        -- of what was suggested: a source that counts accepted lines alone says nothing of a share
        sum(accepted_line_count) filter (where is_primary_measurement and suggested_line_count is not null)
            as accepted_of_suggested,
        sum(cache_read_tokens) filter (where is_primary_measurement) as cache_read_tokens,
        sum(coalesce(uncached_input_tokens, 0) + cache_read_tokens + coalesce(cache_write_tokens, 0))
        filter (where is_primary_measurement) as input_tokens,
        sum(output_tokens) filter (where is_primary_measurement and model != 'unknown') as named_output_tokens,
        sum(output_tokens) filter (where is_primary_measurement and {{ is_premium('model') }}) as premium_output_tokens
    from {{ ref('fct_usage_days') }}
    where
        usage_date <= (select as_of_date from {{ ref('int_as_of') }})
        and person_key != 'unattributed'
        and {{ in_pieces('usage_date', 'week') }}
    group by usage_date, person_key, tool
    having bool_or(is_use)

)

select
    week_start_date,
    person_key,
    tool,
    case
        when sum(intentional_action_count) > 0 then true
        when bool_and(intentional_action_count is not null) then false
    end as is_intentional,
    cast(sum(suggested_line_count) as bigint) as suggested_line_count,
    cast(sum(accepted_line_count) as bigint) as accepted_line_count,
    cast(sum(accepted_of_suggested) as bigint) as accepted_of_suggested,
    cast(sum(cache_read_tokens) as bigint) as cache_read_tokens,
    cast(sum(input_tokens) as bigint) as input_tokens,
    cast(sum(named_output_tokens) as bigint) as named_output_tokens,
    cast(sum(premium_output_tokens) as bigint) as premium_output_tokens
from tool_days
group by week_start_date, person_key, tool
