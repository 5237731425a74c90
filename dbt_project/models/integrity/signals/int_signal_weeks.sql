{{ piecewise(piece='week_start_date', unit='week', pieces_at_once=4, made_of={
    'fct_usage_days': 'its days',
    'int_last_week_over': 'until',
}) }}
-- What signals on days look at: a person's week of use, with its days. Signals read some weeks of it, never days
-- again. Tools measure in tokens, credits or requests. A tool's measure is divided by what its median user had of
-- it in the week: so tools can be added up, people of different tools be compared, and a week in which a default
-- model or a cache policy changed for everybody is a week like any other.
with

tool_days as (

    select
        cast(date_trunc('week', usage_date) as date) as week_start_date,
        *
    from {{ ref('int_person_tool_days') }}
    where
        principal_type = 'human'
        and usage_date <= (select last_day from {{ ref('int_last_week_over') }})
        and {{ in_pieces('usage_date', 'week') }}

),

-- one measure a tool and week: the finest that it gives
measured as (

    select
        *,
        case
            when count(new_token_count) over of_tool > 0 then cast(new_token_count as decimal(38, 6))
            when count(credits) over of_tool > 0 then cast(credits as decimal(38, 6))
            when count(request_count) over of_tool > 0 then cast(request_count as decimal(38, 6))
            else cast(intentional_action_count as decimal(38, 6))
        end as measure
    from tool_days
    window of_tool as (partition by week_start_date, tool)

),

person_tools as (

    select
        week_start_date,
        person_key,
        tool,
        sum(measure) as measure,
        sum(accepted_line_count) as accepted_line_count
    from measured
    group by week_start_date, person_key, tool

),

scales as (

    select
        week_start_date,
        tool,
        nullif(median(measure), 0) as scale
    from person_tools
    group by week_start_date, tool

),

days as (

    select
        measured.week_start_date,
        measured.person_key,
        measured.usage_date,
        -- what is unknown of one tool makes the day unknown
        case
            when count(*) = count(measured.intentional_action_count) then sum(measured.intentional_action_count)
        end as action_count,
        -- rounded, so that the last digit does not hang on the order of rows
        cast(sum(measured.measure / scales.scale) as decimal(18, 4)) as volume,
        -- in a unit of its own, which a target may be set in
        cast(coalesce(sum(measured.token_count), sum(measured.credits)) as decimal(38, 6)) as amount
    from measured
    inner join scales using (week_start_date, tool)
    group by measured.week_start_date, measured.person_key, measured.usage_date

),

weeks as (

    select
        week_start_date,
        person_key,
        count(*) as active_day_count,
        case when count(*) = count(action_count) then sum(action_count) end as action_count,
        case when count(*) = count(action_count) then max(action_count) end as largest_day_action_count,
        cast(sum(volume) as decimal(18, 4)) as volume,
        cast(sum(amount) as decimal(38, 6)) as amount,
        list({
            'day': usage_date, 'action_count': cast(action_count as bigint), 'volume': volume, 'amount': amount
        } order by usage_date) as days
    from days
    group by week_start_date, person_key

),

main_tools as (

    select
        person_tools.week_start_date,
        person_tools.person_key,
        arg_max(person_tools.tool, (coalesce(person_tools.measure / scales.scale, 0), person_tools.tool)) as tool,
        cast(sum(person_tools.accepted_line_count) as bigint) as accepted_line_count
    from person_tools
    inner join scales using (week_start_date, tool)
    group by person_tools.week_start_date, person_tools.person_key

)

select
    weeks.person_key,
    weeks.week_start_date,
    main_tools.tool,
    weeks.active_day_count,
    cast(weeks.action_count as bigint) as action_count,
    cast(weeks.largest_day_action_count as bigint) as largest_day_action_count,
    weeks.volume,
    weeks.amount,
    main_tools.accepted_line_count,
    weeks.days
from weeks
inner join main_tools using (week_start_date, person_key)
