-- Several people who send the same prompt in the same minutes, week after week: somebody asks for it before the week is
-- counted (facts: D17, lockstep). Once is a training day and twice are two, so it is weeks that speak, of the last
-- eight, whether or not somebody was there in the last one.
with

weeks as (

    select
        earlier.person_key,
        judged.week_start_date,
        count(*) as week_count,
        arg_max(earlier.people_count, earlier.week_start_date) as people_count,
        arg_max(earlier.prompt_tokens, earlier.week_start_date) as prompt_tokens
    from (
        select distinct week_start_date
        from {{ ref('int_peers') }}
        where {{ in_span('week_start_date') }}
    ) as judged
    inner join {{ ref('int_request_sweeps') }} as earlier
        on
            judged.week_start_date >= earlier.week_start_date
            and judged.week_start_date <= earlier.week_start_date + 49
    where {{ in_span('earlier.week_start_date', before=49) }}
    group by earlier.person_key, judged.week_start_date

)

select
    weeks.person_key,
    weeks.week_start_date,
    'prompted_together' as signal,
    weeks.week_count as n_observed,
    cast(weeks.week_count as double) as observed_value,
    weeks.week_count > threshold.limit_value as is_beyond,
    round(least(1, weeks.week_count / (2 * threshold.limit_value)), 4) as score,
    to_json({
        'own_value': weeks.week_count,
        'limit': threshold.limit_value,
        'n': weeks.week_count,
        'people': weeks.people_count,
        'prompt_tokens': weeks.prompt_tokens
    }) as evidence
from weeks
cross join ({{ threshold_of('prompted_together') }}) as threshold
where weeks.week_count >= threshold.n_min
