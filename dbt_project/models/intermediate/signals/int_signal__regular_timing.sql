-- Requests that come like clockwork (facts: detector D2). The coefficient of variation of the gaps between a person's
-- requests of a week, cut to the 5th to 95th percentile so that nights and missed runs do not hide a timer. A script
-- beside honest work would drown in it, so the gaps between requests of one exact size are looked at as well, and the
-- most regular of the groups speaks.
with

gaps as (

    select
        person_key,
        week_start_date,
        cast(null as bigint) as input_tokens,
        date_diff('millisecond', lag(requested_at) over (
            partition by person_key, week_start_date order by requested_at
        ), requested_at) as gap_ms
    from {{ ref('int_signal_requests') }}

    union all

    select
        person_key,
        week_start_date,
        input_tokens,
        date_diff('millisecond', lag(requested_at) over (
            partition by person_key, week_start_date, input_tokens order by requested_at
        ), requested_at) as gap_ms
    from {{ ref('int_signal_requests') }}
    qualify count(*) over (partition by person_key, week_start_date, input_tokens) > (
        select n_min from {{ ref('signal_thresholds') }}
        where signal = 'regular_timing'
    )

),

ranked as (

    select
        *,
        -- by place, not percent_rank: equal gaps, a timer's own, would all share one rank and be cut away
        (row_number() over (partition by person_key, week_start_date, input_tokens order by gap_ms) - 0.5)
        / count(*) over (partition by person_key, week_start_date, input_tokens) as gap_rank
    from gaps
    where gap_ms is not null

),

-- whole numbers up to the last step: a sum of floats depends on the order of its rows
trimmed as (

    select
        person_key,
        week_start_date,
        input_tokens,
        count(*) as n_observed,
        count(*) filter (where gap_rank between 0.05 and 0.95) as n,
        sum(gap_ms) filter (where gap_rank between 0.05 and 0.95) as total,
        sum(cast(gap_ms as hugeint) * gap_ms) filter (where gap_rank between 0.05 and 0.95) as total_of_squares,
        median(gap_ms) as median_gap_ms
    from ranked
    group by person_key, week_start_date, input_tokens

),

groups as (

    select
        *,
        sqrt(greatest(n * total_of_squares - cast(total as hugeint) * total, 0) / cast(n as double) / (n - 1))
        / (total / cast(n as double)) as variation
    from trimmed
    where n > 1 and total > 0

)

select
    groups.person_key,
    groups.week_start_date,
    'regular_timing' as signal,
    arg_min(groups.n_observed, (groups.variation, groups.input_tokens)) as n_observed,
    min(groups.variation) as observed_value,
    min(groups.variation) < any_value(thresholds.limit_value) as is_beyond,
    -- 1 at no variation, 0.5 at the limit, 0 at twice the limit
    greatest(0, least(1, 1 - min(groups.variation) / (2 * any_value(thresholds.limit_value)))) as score,
    to_json({
        'gap_variation': round(min(groups.variation), 4),
        'limit': any_value(thresholds.limit_value),
        'median_gap_seconds': round(arg_min(groups.median_gap_ms, (groups.variation, groups.input_tokens)) / 1000, 1),
        'gaps': arg_min(groups.n_observed, (groups.variation, groups.input_tokens)),
        'one_input_size': arg_min(groups.input_tokens, (groups.variation, groups.input_tokens))
    }) as evidence
from groups
inner join {{ ref('signal_thresholds') }} as thresholds on thresholds.signal = 'regular_timing'
where groups.n_observed >= thresholds.n_min
group by groups.person_key, groups.week_start_date
