-- Many more pulls, and no more work in them: how many times as many somebody merged a week in the last four as at the
-- start of the twelve before, for each time as many lines. The week with the second fewest counts, so that three of
-- four have it and a sprint is none; and a sprint has more lines.
-- Innocent: a tool that makes everybody faster makes faster peers; who takes to small pulls for their reviewers' sake
-- looks the same, so it is evidence of a change, beside what says that the pulls are nothing, or parts of one.
with

weeks as (

    select
        judged.person_key,
        judged.week_start_date,
        pulls.week_start_date as merged_in,
        pulls.week_start_date > judged.week_start_date - 28 as is_now,
        count(*) as pull_count,
        case when bool_and(pulls.line_count is not null) then sum(pulls.line_count) end as line_count
    from {{ with_pulls(16) }}
    group by judged.person_key, judged.week_start_date, pulls.week_start_date

),

rates as (

    select
        person_key,
        week_start_date,
        sum(pull_count) filter (where is_now) as n_observed,
        -- a week without any is not there
        coalesce(max(pull_count, 3) filter (where is_now)[3], 0) as pulls_now,
        sum(line_count) filter (where is_now) / 4 as lines_now,
        -- also of the weeks between them in which nothing was merged
        (max(merged_in) filter (where is_of_the_start) - min(merged_in) filter (where is_of_the_start)) / 7 + 1
            as week_count,
        sum(pull_count) filter (where is_of_the_start) / week_count as pulls_before,
        sum(line_count) filter (where is_of_the_start) / week_count as lines_before
    from {{ with_start('weeks') }}
    group by person_key, week_start_date
    having
        bool_and(line_count is not null)
        and sum(pull_count) filter (where is_of_the_start) >= 3

),

measured as (

    select
        *,
        pulls_now / pulls_before / greatest(1, lines_now / greatest(1, lines_before)) as own_value,
        cast(1 as double) as own_history
    from rates

)
{{ judge('pull_surge', weeks=4, told={
    'pulls_a_week_before': 'round(judged.pulls_before, 1)',
    'lines_a_week': 'round(judged.lines_now)',
    'lines_a_week_before': 'round(judged.lines_before)'
}, beyond='peers.peer_value < threshold.limit_value / 2') }}
