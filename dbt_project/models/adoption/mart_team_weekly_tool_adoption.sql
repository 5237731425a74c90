{{ piecewise(piece='week_start_date', unit='week', pieces_at_once=4, made_of={
    'int_weeks': 'same piece',
    'int_people_weeks': 'same piece',
    'int_person_tool_weeks': 'same piece',
}) }}

with

people as (

    select
        usage.week_start_date,
        scheduled.team_id,
        usage.tool,
        usage.is_intentional,
        usage.suggested_line_count,
        usage.accepted_line_count,
        usage.accepted_of_suggested,
        usage.cache_read_tokens,
        usage.input_tokens,
        usage.named_output_tokens,
        usage.premium_output_tokens
    from {{ ref('int_person_tool_weeks') }} as usage
    inner join {{ ref('int_people_weeks') }} as scheduled using (week_start_date, person_key)
    where {{ in_pieces('usage.week_start_date') }}

),

summed as (

    select
        week_start_date,
        case when grouping(team_id) = 1 then 'all' else team_id end as team_id,
        tool,
        count(*) as touched_people,
        count(is_intentional) as intent_known_people,
        count(*) filter (where is_intentional) as intentional_people,
        sum(suggested_line_count) as suggested_line_count,
        sum(accepted_line_count) as accepted_line_count,
        sum(accepted_of_suggested) as accepted_of_suggested,
        sum(cache_read_tokens) as cache_read_tokens,
        sum(input_tokens) as input_tokens,
        sum(named_output_tokens) as named_output_tokens,
        coalesce(sum(premium_output_tokens), 0) as premium_output_tokens
    from people
    group by grouping sets ((week_start_date, team_id, tool), (week_start_date, tool))

)

select
    summed.week_start_date,
    summed.team_id,
    summed.tool,
    summed.touched_people,
    {{ by_intent('summed.intentional_people') }} as intentional_people,
    summed.intent_known_people,
    cast(summed.suggested_line_count as bigint) as suggested_line_count,
    cast(summed.accepted_line_count as bigint) as accepted_line_count,
    -- some tools count more lines taken than proposed: edits of an agent
    {{ share('summed.accepted_of_suggested', 'summed.suggested_line_count') }} as acceptance_share,
    {{ share('summed.cache_read_tokens', 'summed.input_tokens') }} as cache_read_share,
    {{ share('summed.premium_output_tokens', 'summed.named_output_tokens') }} as premium_model_share,
    weeks.are_days_past as is_complete
from summed
inner join {{ ref('int_weeks') }} as weeks using (week_start_date)
