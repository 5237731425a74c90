{{ piecewise(piece='week_start_date', unit='week', pieces_at_once=4, made_of={
    'int_signal_tool_weeks': 'same piece',
}) }}
-- A person's week of use in all tools. Each is divided by what its median user had of it in the week: so tools can be
-- added up, people of different tools be compared, and a week in which a default model or a cache policy changed for
-- everybody is a week like any other.
with

tool_weeks as (

    select * from {{ ref('int_signal_tool_weeks') }}
    where {{ in_pieces('week_start_date') }}

),

tool_days as (

    select
        week_start_date,
        person_key,
        scale,
        unnest(days) as of_tool
    from tool_weeks

),

days as (

    select
        week_start_date,
        person_key,
        of_tool.day,
        -- what is unknown of one tool makes the day unknown
        case when count(*) = count(of_tool.action_count) then sum(of_tool.action_count) end as action_count,
        -- rounded, so that the last digit does not hang on the order of rows
        cast(sum(of_tool.measure / scale) as decimal(18, 4)) as volume,
        cast(coalesce(sum(of_tool.token_count), sum(of_tool.credits)) as decimal(38, 6)) as amount
    from tool_days
    group by week_start_date, person_key, of_tool.day

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
            'day': day, 'action_count': cast(action_count as bigint), 'volume': volume, 'amount': amount
        } order by day) as days
    from days
    group by week_start_date, person_key

),

main_tools as (

    select
        week_start_date,
        person_key,
        arg_max(tool, (coalesce(measure / scale, 0), tool)) as tool,
        cast(sum(accepted_line_count) as bigint) as accepted_line_count
    from tool_weeks
    group by week_start_date, person_key

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
