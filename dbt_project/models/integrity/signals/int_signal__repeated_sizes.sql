-- The same input size again and again (facts: detector D4): the share of the most frequent exact size.
with

threshold as (

    {{ threshold_of('repeated_sizes') }}

),

judged as (

    select
        person_key,
        week_start_date,
        count(input_tokens) as n_observed,
        list_aggregate(list(input_tokens), 'histogram') as request_counts
    from {{ ref('int_signal_requests') }}
    group by person_key, week_start_date
    having count(input_tokens) >= (select n_min from threshold)

),

shares as (

    select
        person_key,
        week_start_date,
        n_observed,
        cardinality(request_counts) as distinct_sizes,
        -- of two sizes as frequent, the larger
        list_max(
            list_transform(
                map_entries(request_counts), lambda size: struct_pack(requests := size.value, tokens := size.key)
            )
        ) as top_size,
        struct_extract(top_size, 'requests') / cast(n_observed as double) as top_share
    from judged

)

select
    shares.person_key,
    shares.week_start_date,
    'repeated_sizes' as signal,
    shares.n_observed,
    shares.top_share as observed_value,
    shares.top_share > threshold.limit_value as is_beyond,
    -- 0.5 at the limit, 1 at twice the limit
    least(1, shares.top_share / (2 * threshold.limit_value)) as score,
    to_json({
        'top_size_share': round(shares.top_share, 4),
        'limit': threshold.limit_value,
        'top_input_tokens': shares.top_size.tokens,
        'distinct_sizes': shares.distinct_sizes,
        'requests': shares.n_observed
    }) as evidence
from shares
cross join threshold
