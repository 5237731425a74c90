-- One change cut into many pulls: of what somebody merged in four weeks, the share that is a small part of a change
-- set of at least four. Where a team stacks its changes or merges to trunk all day, peers do it too, and it says
-- nothing. Half of the week itself are such as well: a sprint of two weeks fills four windows, and is no habit. What is
-- cut gets smaller: who always merged as little has many pulls near each other, and cuts nothing.
with

pulls as (

    select
        judged.person_key,
        judged.week_start_date,
        pulls.week_start_date as merged_in,
        pulls.week_start_date > judged.week_start_date - 28 as is_now,
        pulls.change_set_id,
        pulls.line_count,
        pulls.line_count <= 50
        and count(*) over (
            partition by judged.person_key, judged.week_start_date, pulls.change_set_id
        ) >= 4 as is_part
    from {{ with_pulls(16) }}

),

weeks as (

    select
        person_key,
        week_start_date,
        merged_in,
        is_now,
        count(*) as pull_count,
        count(*) filter (where is_part) as part_count,
        list(distinct change_set_id) as change_sets,
        list(line_count) as line_counts
    from pulls
    group by person_key, week_start_date, merged_in, is_now

),

measured as (

    select
        person_key,
        week_start_date,
        sum(pull_count) filter (where is_now) as n_observed,
        sum(part_count) filter (where is_now) / sum(pull_count) filter (where is_now) as own_value,
        {{ share_at_start('part_count', 'pull_count') }} as own_history,
        {{ share_of_week('part_count', 'pull_count') }} as share_of_week,
        len(list_distinct(flatten(list(change_sets) filter (where is_now)))) as change_set_count,
        list_median(flatten(list(line_counts) filter (where is_now))) as median_lines,
        case
            when sum(pull_count) filter (where is_of_the_start) >= 3
                then list_median(flatten(list(line_counts) filter (where is_of_the_start)))
        end as median_lines_before
    from {{ with_start('weeks') }}
    group by person_key, week_start_date

)
{{ judge('split_pulls', weeks=4, told={
    'change_sets': 'judged.change_set_count', 'median_lines': 'judged.median_lines',
    'median_lines_before': 'judged.median_lines_before'
}, beyond='peers.peer_value < threshold.limit_value / 2 and judged.share_of_week >= 0.5'
    ~ ' and coalesce(judged.median_lines <= judged.median_lines_before / 2, true)') }}
