-- Suggestions accepted for the number of them: how many somebody accepts for each line that they bring, in four weeks.
-- An edit brings some lines; a closing bracket, accepted alone, less than one.
-- Innocent: a tool that completes within the line has peers who do so, and somebody whose tool counts an agent's steps
-- always did; so a fourfold of the one and the double of the other are asked for.
with

measured as (

    select
        person_key,
        week_start_date,
        tool,
        sum(done_count) filter (where is_now) as n_observed,
        sum(accepted_line_count) filter (where is_now) as accepted_lines,
        n_observed / nullif(accepted_lines, 0) as own_value,
        {{ usual('done_count / nullif(accepted_line_count, 0)', 'not is_now') }} as own_history
    from {{ tool_weeks(12) }}
    where accepted_line_count is not null
    group by person_key, week_start_date, tool

)
{{ judge('trifling_lines', weeks=4, of_tool=true, told={'accepted_lines': 'judged.accepted_lines'},
         beyond='judged.own_value > 4 * peers.peer_value and judged.own_value > 2 * judged.own_history') }}
