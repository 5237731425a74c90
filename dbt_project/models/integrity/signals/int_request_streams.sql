{{ piecewise(piece='week_start_date', unit='week', pieces_at_once=1, made_of={
    'int_signal_requests': 'its days',
    'int_last_week_over': 'until',
}) }}
-- What a program sends hides in what a person sends beside it, unless it is looked at alone: by its sizes. Everything
-- that signals ask of requests is measured here, once, when the week is over. Lists hold moments only: lists of whole
-- requests, and maps of hours, took three times as long.
with

requests as (

    select *
    from {{ ref('int_stream_requests') }}
    where
        week_start_date <= (select last_day from {{ ref('int_last_week_over') }})
        and {{ in_pieces('week_start_date') }}

),

measured as (

    select
        person_key,
        week_start_date,
        stream,
        any_value(top_size) as top_size,
        any_value(all_request_count) as all_request_count,
        count(*) as request_count,
        histogram(tool) as tools,
        sum(new_tokens) as new_tokens,
        sum(output_tokens) as output_tokens,
        median(new_tokens) as median_new_tokens,
        sum(new_tokens) filter (where is_one_word) as one_word_tokens,
        count(*) filter (where is_premium_trifle) as premium_trifle_count,
        list_sort(list(ms)) as moments,
        max(ms) - 10800000 as last_hours_from,
        list_zip(moments[2:], moments[:-2]) as pairs,
        list_sort(list_transform(pairs, lambda pair: pair[1] - pair[2])) as gaps_ms,
        -- by place, not percent_rank: equal gaps, a timer's own, would all share one rank and be cut away
        gaps_ms[
            cast(ceil(0.05 * len(gaps_ms) + 0.5) as bigint):cast(floor(0.95 * len(gaps_ms) + 0.5) as bigint)
        ] as kept_ms,
        list_filter(pairs, lambda pair: pair[1] - pair[2] > 3600000) as pauses,
        -- the steps of an agent follow each other; what begins a minute after anything else has a clock's phase or
        -- none. A person's whole week has none either.
        case
            when stream != 'all'
                then list_transform(list_filter(pairs, lambda pair: pair[1] - pair[2] > 60000), lambda pair: pair[1])
        end as apart_ms
    from requests
    group by person_key, week_start_date, stream

),

days as (

    select
        person_key,
        week_start_date,
        stream,
        sum(sent) as sent,
        count(*) as hour_count,
        sum(half_hour_count) as half_hour_count,
        -- more than four agents take, at 127 steps an hour
        count(*) filter (where sent >= 500) as crowded_hour_count
    from (
        select
            person_key,
            week_start_date,
            stream,
            ms // 3600000 as hour,
            max(ms // 1800000) - min(ms // 1800000) + 1 as half_hour_count,
            count(*) as sent
        from requests
        group by person_key, week_start_date, stream, hour
    )
    group by person_key, week_start_date, stream, hour // 24

),

weeks as (

    select
        person_key,
        week_start_date,
        stream,
        count(*) as day_count,
        max(sent) / sum(sent) as busiest_day_share,
        sum(hour_count) as hour_count,
        sum(half_hour_count) as half_hour_count,
        sum(crowded_hour_count) as crowded_hour_count
    from days
    group by person_key, week_start_date, stream

),

in_order as (

    select
        person_key,
        week_start_date,
        list_sort(list(struct_pack(ms := ms, twin := twin))) as sent
    from requests
    where stream = 'all'
    group by person_key, week_start_date

)

select
    measured.person_key,
    measured.week_start_date,
    measured.stream,
    list_max(list_transform(
        map_entries(measured.tools), lambda tool: struct_pack(requests := tool.value, tool := tool.key)
    )).tool as tool,
    measured.top_size,
    measured.all_request_count,
    measured.request_count,
    weeks.day_count,
    weeks.busiest_day_share,
    cast(weeks.hour_count as bigint) as hour_count,
    cast(weeks.crowded_hour_count as bigint) as crowded_hour_count,
    cast(weeks.half_hour_count as bigint) as half_hour_count,
    list_max(list_transform(
        list_zip(
            list_append(list_transform(measured.pauses, lambda pair: pair[2]), measured.moments[-1]),
            list_prepend(measured.moments[1], list_transform(measured.pauses, lambda pair: pair[1]))
        ),
        lambda run: run[1] - run[2]
    )) / 3600000 as longest_run_hours,
    len(list_filter(measured.moments, lambda ms: ms > measured.last_hours_from))
    / measured.request_count as last_hours_share,
    len(measured.gaps_ms) as gap_count,
    list_median(measured.gaps_ms) / 1000 as median_gap_seconds,
    -- of a sorted list, so that the last digit does not hang on the order of rows
    list_stddev_samp(measured.kept_ms) / nullif(list_avg(measured.kept_ms), 0) as gap_variation,
    len(measured.apart_ms) as apart_count,
    {{ phase('measured.apart_ms', 1) }} as phase_1_minutes,
    {{ phase('measured.apart_ms', 5) }} as phase_5_minutes,
    {{ phase('measured.apart_ms', 10) }} as phase_10_minutes,
    {{ phase('measured.apart_ms', 15) }} as phase_15_minutes,
    {{ phase('measured.apart_ms', 30) }} as phase_30_minutes,
    measured.new_tokens,
    measured.output_tokens,
    measured.median_new_tokens,
    measured.one_word_tokens,
    measured.premium_trifle_count,
    case
        when measured.stream = 'all'
            then len(list_filter(
                list_zip(in_order.sent[2:], in_order.sent[:-2]),
                lambda pair: pair[1].twin = pair[2].twin and pair[1].ms - pair[2].ms < 300000
            ))
    end as twin_count
from measured
inner join weeks using (person_key, week_start_date, stream)
inner join in_order using (person_key, week_start_date)
