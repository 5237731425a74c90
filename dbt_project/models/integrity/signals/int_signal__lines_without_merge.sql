-- Lines accepted and then thrown away: how many times as many as were merged (int_signal_yields). Of accepted lines
-- 10-30 % survive (facts, C1), so several times as many are everybody's; peers and own history say how many.
with

measured as (

    select
        person_key,
        week_start_date,
        accepted_line_count as n_observed,
        accepted_line_count / greatest(1, added_line_count) as own_value,
        accepted_line_count_before / greatest(1, added_line_count_before) as own_history,
        added_line_count
    from {{ ref('int_signal_yields') }}
    where accepted_line_count is not null and added_line_count is not null

)
{{ judge('lines_without_merge', weeks=6, told={'merged_lines': 'judged.added_line_count'},
         beyond='judged.own_value > 4 * peers.peer_value and coalesce(judged.own_value > 2 * judged.own_history, true)') }}
