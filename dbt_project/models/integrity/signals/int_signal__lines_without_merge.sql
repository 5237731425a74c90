-- Lines accepted and then thrown away: how many times as many as came to a pull, merged or open (int_signal_yields). Of
-- accepted lines 10-30 % survive (facts, C1), so several times as many are everybody's; peers and own history say how
-- many.
-- Innocent: who merges less for a while, on a long branch or reviewing, has no more lines than before, and who has
-- more to show for them more changes.
with

measured as (

    select
        person_key,
        week_start_date,
        accepted_line_count as n_observed,
        accepted_line_count / greatest(1, added_line_count) as own_value,
        accepted_line_count_before / greatest(1, added_line_count_before) as own_history,
        added_line_count,
        lines_a_week > 3 * lines_a_week_before as has_more_lines,
        changes_a_week > 1.5 * changes_a_week_before as has_more_changes
    from {{ ref('int_signal_yields') }}
    where accepted_line_count is not null and added_line_count is not null

)
{{ judge('lines_without_merge', weeks=5, told={'merged_lines': 'judged.added_line_count'},
         beyond='judged.own_value > 3 * peers.peer_value and judged.own_value > 2 * judged.own_history
    and judged.has_more_lines and not judged.has_more_changes') }}
