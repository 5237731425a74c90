-- Many more pulls, and no more work in them: how many times as many somebody merged in the last four weeks as in
-- the up to twelve before, for each time as many lines. A sprint has more lines; a tool that makes everybody
-- faster, faster peers. A newcomer's first pulls are no surge.
with

counts as (

    select
        judged.person_key,
        judged.week_start_date,
        count(*) filter (where pulls.week_start_date > judged.week_start_date - 28) as pull_count,
        sum(pulls.line_count) filter (where pulls.week_start_date > judged.week_start_date - 28) as line_count,
        count(*) filter (where pulls.week_start_date <= judged.week_start_date - 28) as pulls_before,
        sum(pulls.line_count) filter (where pulls.week_start_date <= judged.week_start_date - 28) as lines_before,
        (judged.week_start_date - min(pulls.week_start_date) - 21) / 28 as spans_before
    from {{ with_pulls(16) }}
    group by judged.person_key, judged.week_start_date
    having
        min(pulls.week_start_date) <= judged.week_start_date - 56
        and bool_and(pulls.line_count is not null)

),

measured as (

    select
        person_key,
        week_start_date,
        pull_count as n_observed,
        (pull_count * spans_before / pulls_before)
        / greatest(1, line_count * spans_before / greatest(1, lines_before)) as own_value,
        cast(1 as double) as own_history,
        round(pulls_before / spans_before, 1) as pulls_before,
        line_count,
        round(lines_before / spans_before) as lines_before
    from counts

)
{{ judge('pull_surge', weeks=16, told={
    'pulls_before': 'judged.pulls_before', 'lines': 'judged.line_count', 'lines_before': 'judged.lines_before'
}, beyond='peers.peer_value < threshold.limit_value / 2') }}
