-- Many times as many things done with a tool as before, for each of which as many times less comes back: prompts that
-- are sent for the number of them. Weeks of four beside those of the eight before, the lesser of the two ratios; what
-- comes back is counted in tokens of output, else in what the tool counts.
-- Innocent: more work is more of both, longer answers are fewer, another tool has a record of its own, and a new
-- default reaches the peers as well. A habit that grew up honestly looks the same: a step in how somebody works, and
-- evidence beside another family only.
with

weeks as (

    select
        *,
        count(nullif(output_token_count, 0)) over of_record = count(*) over of_record as is_in_tokens,
        case when is_in_tokens then output_token_count else measure end / done_count as back
    from {{ tool_weeks(12) }}
    where done_count > 0
    window of_record as (partition by person_key, week_start_date, tool)

),

steps as (

    select
        person_key,
        week_start_date,
        tool,
        sum(active_day_count) filter (where is_now) as n_observed,
        any_value(case when is_in_tokens then 'tokens' else 'units of use' end) as unit,
        median(done_count) filter (where is_now) as done_now,
        median(back) filter (where is_now) as back_now,
        -- quartiles, so that what began some weeks ago does not count as before
        quantile_cont(done_count, 0.25) filter (where not is_now) as done_before,
        quantile_cont(back, 0.75) filter (where not is_now) as back_before
    from weeks
    group by person_key, week_start_date, tool
    having
        {{ three_weeks_of_both() }}
        and sum(active_day_count) filter (where not is_now) >= 6

),

measured as (

    select
        *,
        -- of what no tool counts there is no telling how much came back
        case when back_now > 0 then least(done_now / done_before, back_before / back_now) end as own_value,
        cast(null as double) as own_history
    from steps
    where own_value is not null

)
{{ judge('smaller_steps', weeks=4, of_tool=true, told={
    'done_a_week': 'round(judged.done_now)', 'done_a_week_before': 'round(judged.done_before)',
    'back': 'round(judged.back_now, 1)', 'back_before': 'round(judged.back_before, 1)', 'unit': 'judged.unit'
}, beyond='coalesce(peers.peer_value, 0) < threshold.limit_value / 2') }}
