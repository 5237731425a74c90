-- The same input size again and again (facts: detector D4): the share of the most frequent exact size.
with

sizes as (

    select
        person_key,
        week_start_date,
        input_tokens,
        count(*) as request_count
    from {{ ref('int_signal_requests') }}
    group by person_key, week_start_date, input_tokens

),

shares as (

    select
        person_key,
        week_start_date,
        sum(request_count) as n_observed,
        max(request_count) / cast(sum(request_count) as double) as top_share,
        arg_max(input_tokens, (request_count, input_tokens)) as top_input_tokens,
        count(*) as distinct_sizes
    from sizes
    group by person_key, week_start_date

)

select
    shares.person_key,
    shares.week_start_date,
    'repeated_sizes' as signal,
    shares.n_observed,
    shares.top_share as observed_value,
    shares.top_share > thresholds.limit_value as is_beyond,
    -- 0.5 at the limit, 1 at twice the limit
    least(1, shares.top_share / (2 * thresholds.limit_value)) as score,
    to_json({
        'top_size_share': round(shares.top_share, 4),
        'limit': thresholds.limit_value,
        'top_input_tokens': shares.top_input_tokens,
        'distinct_sizes': shares.distinct_sizes,
        'requests': shares.n_observed
    }) as evidence
from shares
inner join {{ ref('signal_thresholds') }} as thresholds on thresholds.signal = 'repeated_sizes'
where shares.n_observed >= thresholds.n_min
