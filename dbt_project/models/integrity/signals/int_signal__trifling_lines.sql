-- Suggestions accepted for the number of them: how many somebody accepts for each line that they bring, in four weeks.
-- An edit brings some lines; a closing bracket, accepted alone, less than one.
-- Innocent: a tool that completes within the line has peers who do, so a fourfold of them is asked for.
with

of_tools as (

    select
        judged.person_key,
        judged.week_start_date,
        judged.tool,
        sum(earlier.done_count) as n_observed,
        sum(earlier.accepted_line_count) as accepted_lines,
        sum(earlier.done_count) / nullif(sum(earlier.accepted_line_count), 0) as own_value,
        cast(null as double) as own_history
    from {{ with_tool_weeks(4) }}
    where earlier.accepted_line_count is not null
    group by judged.person_key, judged.week_start_date, judged.tool

),

measured as (

    {{ strongest_tool('of_tools') }}

)
{{ judge('trifling_lines', weeks=4, told={'tool': 'judged.tool', 'accepted_lines': 'judged.accepted_lines'},
         beyond='judged.own_value > 4 * peers.peer_value') }}
