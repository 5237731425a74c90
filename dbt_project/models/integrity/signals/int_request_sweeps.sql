{{ piecewise(piece='week_start_date', unit='week', pieces_at_once=4, made_of={
    'int_signal_requests': 'its days',
    'int_last_week_over': 'until',
}) }}
-- Who sent one prompt of the same size, to the token, within ten minutes of several others, when hardly anybody sends
-- that size at any other time of the week: what a tool sends for itself comes all week long.
with

slots as (

    select
        week_start_date,
        prompt_tokens,
        epoch_ms(requested_at) // 600000 as slot,
        count(*) as request_count,
        list(distinct person_key) as people
    from {{ ref('int_signal_requests') }}
    where
        prompt_tokens is not null
        and week_start_date <= (select last_day from {{ ref('int_last_week_over') }})
        and {{ in_pieces('week_start_date') }}
    group by week_start_date, prompt_tokens, slot

),

-- ten minutes may lie across the hands of the clock
pairs as (

    select
        *,
        lead(slot) over by_time = slot + 1 as is_followed,
        lead(people) over by_time as next_people,
        lead(request_count) over by_time as next_count,
        sum(request_count) over (partition by week_start_date, prompt_tokens) as size_count
    from slots
    window by_time as (partition by week_start_date, prompt_tokens order by slot)

),

sweeps as (

    select
        week_start_date,
        prompt_tokens,
        size_count,
        request_count + case when is_followed then next_count else 0 end as swept_count,
        case when is_followed then list_distinct(list_concat(people, next_people)) else people end as people
    from pairs

)

select
    person_key,
    week_start_date,
    max(people_count) as people_count,
    arg_max(prompt_tokens, people_count) as prompt_tokens
from (
    select
        week_start_date,
        prompt_tokens,
        len(people) as people_count,
        unnest(people) as person_key
    from sweeps
    where len(people) >= 3 and swept_count >= 0.8 * size_count
)
group by person_key, week_start_date
-- a lesson has many exercises
having count(distinct prompt_tokens) <= 2
