{{ piecewise(piece='week_start_date', unit='week', pieces_at_once=4, made_of={
    'int_signal_requests': 'its days',
    'int_last_week_over': 'until',
}) }}
-- Who sent one prompt of the same size, to the token, within ten minutes of several others, when hardly anybody sends
-- that size at any other time of the week: what a tool sends for itself comes all week long. Who it was is asked of
-- the few moments that are left: a list of people for each of all moments took twice as long.
with

slots as (

    select
        week_start_date,
        prompt_tokens,
        epoch_ms(requested_at) // 600000 as slot,
        count(*) as request_count
    from {{ ref('int_signal_requests') }}
    where
        prompt_tokens is not null
        and week_start_date <= (select last_day from {{ ref('int_last_week_over') }})
        and {{ in_pieces('week_start_date') }}
    group by week_start_date, prompt_tokens, slot

),

-- ten minutes may lie across the hands of the clock
swept as (

    select
        week_start_date,
        prompt_tokens,
        slot,
        request_count
        + case when lead(slot) over by_time = slot + 1 then lead(request_count) over by_time else 0 end as swept_count,
        sum(request_count) over (partition by week_start_date, prompt_tokens) as size_count
    from slots
    window by_time as (partition by week_start_date, prompt_tokens order by slot)

),

sweeps as (

    select
        swept.week_start_date,
        swept.prompt_tokens,
        list(distinct requests.person_key) as people
    from swept
    inner join {{ ref('int_signal_requests') }} as requests
        on
            swept.week_start_date = requests.week_start_date
            and swept.prompt_tokens = requests.prompt_tokens
            and epoch_ms(requests.requested_at) // 600000 in (swept.slot, swept.slot + 1)
            and {{ in_pieces('requests.week_start_date') }}
    where swept.swept_count >= greatest(3, 0.8 * swept.size_count)
    group by swept.week_start_date, swept.prompt_tokens, swept.slot
    having count(distinct requests.person_key) >= 3

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
)
group by person_key, week_start_date
-- a lesson has many exercises
having count(distinct prompt_tokens) <= 2
