-- Suggestions accepted for the number of them: how many somebody accepts for each line that they bring, in four weeks.
-- An edit brings some lines; a closing bracket, accepted alone, less than one.
-- Innocent: a tool that completes within the line has peers who do so, and somebody whose tool counts an agent's steps
-- always did; so a fourfold of the one and the double of the other are asked for.
with

weeks as (

    select
        judged.person_key,
        judged.week_start_date,
        judged.tool,
        earlier.week_start_date > judged.week_start_date - 28 as is_now,
        earlier.done_count,
        earlier.accepted_line_count,
        earlier.done_count / nullif(earlier.accepted_line_count, 0) as for_each_line
    from {{ with_tool_weeks(12) }}
    where earlier.accepted_line_count is not null

),

of_tools as (

    select
        person_key,
        week_start_date,
        tool,
        sum(done_count) filter (where is_now) as n_observed,
        sum(accepted_line_count) filter (where is_now) as accepted_lines,
        n_observed / nullif(accepted_lines, 0) as own_value,
        {{ usual('for_each_line', 'not is_now') }} as own_history
    from weeks
    group by person_key, week_start_date, tool

),

measured as (

    {{ strongest_tool('of_tools') }}

)
{{ judge('trifling_lines', weeks=4, told={'tool': 'judged.tool', 'accepted_lines': 'judged.accepted_lines'},
         beyond='judged.own_value > 4 * peers.peer_value and judged.own_value > 2 * judged.own_history') }}
