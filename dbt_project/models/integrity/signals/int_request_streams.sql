{{ piecewise(piece='week_start_date', unit='week', pieces_at_once=1, made_of={
    'int_signal_requests': 'its days',
    'int_last_week_over': 'until',
}) }}
-- What a program sends hides in what a person sends beside it, unless it is looked at alone: by its sizes. Everything
-- that signals ask of requests is measured here, once, when the week is over.
with

streams as (

    select
        person_key,
        week_start_date,
        stream,
        top_size,
        request_count as all_request_count,
        top_sizes,
        case stream
            when 'all' then requests
            when 'size' then list_filter(requests, lambda request: request.prompt = top_size)
            when 'sizes' then list_filter(requests, lambda request: list_contains(top_sizes, request.prompt))
            else list_filter(requests, lambda request: list_contains(top_steps, request.step))
        end as requests
    from (
        select
            *,
            unnest(['all', 'size', 'sizes', 'steps']) as stream
        from {{ ref('int_request_lists') }}
        where
            week_start_date <= (select last_day from {{ ref('int_last_week_over') }})
            and {{ in_pieces('week_start_date') }}
    )

),

timed as (

    select
        *,
        list_transform(requests, lambda request: request.ms) as moments,
        list_zip(moments[2:], moments[:-2]) as pairs,
        list_sort(list_transform(pairs, lambda pair: pair[1] - pair[2])) as gaps_ms,
        len(gaps_ms) as gap_count,
        -- by place, not percent_rank: equal gaps, a timer's own, would all share one rank and be cut away
        gaps_ms[
            cast(ceil(0.05 * gap_count + 0.5) as bigint):cast(floor(0.95 * gap_count + 0.5) as bigint)
        ] as kept_ms,
        list_aggregate(list_transform(moments, lambda ms: ms // 86400000), 'histogram') as days,
        list_aggregate(list_transform(moments, lambda ms: ms // 3600000), 'histogram') as hours,
        list_filter(pairs, lambda pair: pair[1] - pair[2] > 3600000) as pauses,
        -- the steps of an agent follow each other; what begins a minute after anything else has a clock's phase or
        -- none
        list_transform(list_filter(pairs, lambda pair: pair[1] - pair[2] > 60000), lambda pair: pair[1]) as apart_ms
    from streams
    where len(requests) > 0

)

select
    person_key,
    week_start_date,
    stream,
    list_max(list_transform(
        map_entries(list_aggregate(list_transform(requests, lambda request: request.tool), 'histogram')),
        lambda tool: struct_pack(requests := tool.value, tool := tool.key)
    )).tool as tool,
    top_size,
    all_request_count,
    len(requests) as request_count,
    cardinality(days) as day_count,
    list_max(map_values(days)) / len(requests) as busiest_day_share,
    cardinality(hours) as hour_count,
    -- more than four agents take, at 127 steps an hour
    len(list_filter(map_values(hours), lambda sent: sent >= 500)) as crowded_hour_count,
    len(list_distinct(list_transform(moments, lambda ms: ms // 1800000))) as half_hour_count,
    list_max(list_transform(
        list_zip(
            list_append(list_transform(pauses, lambda pair: pair[2]), moments[-1]),
            list_prepend(moments[1], list_transform(pauses, lambda pair: pair[1]))
        ),
        lambda run: run[1] - run[2]
    )) / 3600000 as longest_run_hours,
    len(list_filter(moments, lambda ms: ms > moments[-1] - 10800000)) / len(requests) as last_hours_share,
    gap_count,
    list_median(gaps_ms) / 1000 as median_gap_seconds,
    -- of a sorted list, so that the last digit does not hang on the order of rows
    list_stddev_samp(kept_ms) / nullif(list_avg(kept_ms), 0) as gap_variation,
    len(apart_ms) as apart_count,
    {{ phase('apart_ms', 1) }} as phase_1_minutes,
    {{ phase('apart_ms', 5) }} as phase_5_minutes,
    {{ phase('apart_ms', 10) }} as phase_10_minutes,
    {{ phase('apart_ms', 15) }} as phase_15_minutes,
    {{ phase('apart_ms', 30) }} as phase_30_minutes,
    list_sum(list_transform(requests, lambda request: request.new)) as new_tokens,
    list_sum(list_transform(requests, lambda request: request.output)) as output_tokens,
    list_median(list_transform(requests, lambda request: request.new)) as median_new_tokens,
    list_sum(list_transform(
        list_filter(requests, lambda request: request.new >= 1000 and request.output <= 8), lambda request: request.new
    )) as one_word_tokens,
    len(list_filter(
        requests, lambda request: request.premium and request.prompt < 500 and request.output < 32
    )) as premium_trifle_count,
    len(list_filter(
        list_zip(requests[2:], requests[:-2]),
        lambda pair: pair[1].prompt = pair[2].prompt
        and pair[1].model = pair[2].model
        and pair[1].ms - pair[2].ms < 300000
        and not list_contains(top_sizes, pair[1].prompt)
    )) as twin_count
from timed
