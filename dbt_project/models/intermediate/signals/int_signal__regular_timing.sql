-- Requests that come like clockwork (facts: detector D2). The coefficient of variation of the gaps between a person's
-- requests of a week, cut to the 5th to 95th percentile so that nights and missed runs do not hide a timer. A script
-- beside honest work would drown in it, so the gaps between requests of one exact size are looked at as well, and the
-- most regular of the groups speaks.
with

requests as (

    select * from {{ ref('int_signal_requests') }}

),

repeated as (

    select person_key, week_start_date, input_tokens
    from requests
    group by person_key, week_start_date, input_tokens
    having count(*) > (select n_min from {{ ref('signal_thresholds') }} where signal = 'regular_timing')

),

gaps as (

    select
        person_key,
        week_start_date,
        cast(null as bigint) as input_tokens,
        epoch(requested_at - lag(requested_at) over (
            partition by person_key, week_start_date order by requested_at
        )) as gap_seconds
    from requests

    union all

    select
        person_key,
        week_start_date,
        input_tokens,
        epoch(requested_at - lag(requested_at) over (
            partition by person_key, week_start_date, input_tokens order by requested_at
        )) as gap_seconds
    from requests
    semi join repeated using (person_key, week_start_date, input_tokens)

),

ranked as (

    select
        *,
        percent_rank() over (partition by person_key, week_start_date, input_tokens order by gap_seconds) as gap_rank
    from gaps
    where gap_seconds is not null

),

groups as (

    select
        person_key,
        week_start_date,
        input_tokens,
        count(*) as n_observed,
        stddev_samp(gap_seconds) filter (where gap_rank between 0.05 and 0.95)
        / nullif(avg(gap_seconds) filter (where gap_rank between 0.05 and 0.95), 0) as variation,
        median(gap_seconds) as median_gap_seconds
    from ranked
    group by person_key, week_start_date, input_tokens

)

select
    groups.person_key,
    groups.week_start_date,
    'regular_timing' as signal,
    arg_min(groups.n_observed, groups.variation) as n_observed,
    min(groups.variation) as observed_value,
    min(groups.variation) < any_value(thresholds.limit_value) as is_beyond,
    -- 1 at no variation, 0.5 at the limit, 0 at twice the limit
    greatest(0, least(1, 1 - min(groups.variation) / (2 * any_value(thresholds.limit_value)))) as score,
    to_json({
        'gap_variation': round(min(groups.variation), 4),
        'limit': any_value(thresholds.limit_value),
        'median_gap_seconds': round(arg_min(groups.median_gap_seconds, groups.variation), 1),
        'gaps': arg_min(groups.n_observed, groups.variation),
        'one_input_size': arg_min(groups.input_tokens, groups.variation)
    }) as evidence
from groups
inner join {{ ref('signal_thresholds') }} as thresholds on thresholds.signal = 'regular_timing'
where groups.n_observed >= thresholds.n_min and groups.variation is not null
group by groups.person_key, groups.week_start_date
