{{ piecewise(piece='week_start_date', unit='week', pieces_at_once=4, made_of={
    'fct_usage_days': 'its days',
    'int_last_week_over': 'until',
}) }}
-- What signals on days look at: a person's week with a tool, with its days. Signals read some weeks of it, never days
-- again. Tools measure in tokens, credits or requests: each counts in the finest that it gives, and `scale` is what its
-- median user had of that in the week. What a script does with one tool, honest work with another hides in a total.
with

measured as (

    select
        cast(date_trunc('week', usage_date) as date) as week_start_date,
        *,
        -- what was done on purpose, and where nobody can tell, what was asked; a session that did nothing was begun
        cast(greatest(coalesce(intentional_action_count, request_count), session_count) as bigint) as done_count,
        case
            when count(new_token_count) over of_tool > 0 then cast(new_token_count as decimal(38, 6))
            when count(credits) over of_tool > 0 then cast(credits as decimal(38, 6))
            when count(request_count) over of_tool > 0 then cast(request_count as decimal(38, 6))
            else cast(intentional_action_count as decimal(38, 6))
        end as measure
    from {{ ref('int_person_tool_days') }}
    where
        principal_type = 'human'
        and usage_date <= (select last_day from {{ ref('int_last_week_over') }})
        and {{ in_pieces('usage_date', 'week') }}
    window of_tool as (partition by date_trunc('week', usage_date), tool)

),

weeks as (

    select
        week_start_date,
        person_key,
        tool,
        count(*) as active_day_count,
        sum(measure) as measure,
        cast(sum(done_count) as bigint) as done_count,
        cast(sum(output_token_count) as bigint) as output_token_count,
        cast(sum(new_input_token_count) as bigint) as new_input_token_count,
        cast(sum(accepted_line_count) as bigint) as accepted_line_count,
        list({
            'day': usage_date,
            'action_count': cast(intentional_action_count as bigint),
            'done_count': done_count,
            'measure': measure,
            -- in units of their own, which a target may be set in
            'token_count': cast(token_count as bigint),
            'credits': credits
        } order by usage_date) as days
    from measured
    group by week_start_date, person_key, tool

)

select
    *,
    cast(nullif(median(measure) over (partition by week_start_date, tool), 0) as double) as scale
from weeks
