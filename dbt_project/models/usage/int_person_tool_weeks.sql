{{ piecewise(piece='week_start_date', unit='week', pieces_at_once=4, made_of={
    'fct_usage_days': 'its days',
    'int_as_of': 'until',
}) }}
-- What a person did with a tool in a week.
select
    cast(date_trunc('week', usage_date) as date) as week_start_date,
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
from {{ ref('int_person_tool_days') }}
where
    usage_date <= (select as_of_date from {{ ref('int_as_of') }})
    and person_key != 'unattributed'
    and {{ in_pieces('usage_date', 'week') }}
group by all
