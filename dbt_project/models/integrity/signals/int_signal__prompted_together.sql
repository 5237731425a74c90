-- Several people who send the same prompt in the same minutes, week after week: somebody asks for it before the week is
-- counted (facts: D17, lockstep). Once is a training day, so it is weeks that speak, of the last eight.
with

weeks as (

    select
        judged.person_key,
        judged.week_start_date,
        count(*) as week_count,
        any_value(judged.people_count) as people_count,
        any_value(judged.prompt_tokens) as prompt_tokens
    from {{ ref('int_request_sweeps') }} as judged
    inner join {{ ref('int_request_sweeps') }} as earlier
        on
            judged.person_key = earlier.person_key
            and judged.week_start_date >= earlier.week_start_date
            and judged.week_start_date <= earlier.week_start_date + 49
    where
        {{ in_span('judged.week_start_date') }}
        and {{ in_span('earlier.week_start_date', before=49) }}
    group by judged.person_key, judged.week_start_date

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
