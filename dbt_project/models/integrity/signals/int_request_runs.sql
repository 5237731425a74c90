{{ piecewise(piece='week_start_date', unit='week', pieces_at_once=4, made_of={
    'int_signal_requests': 'its days',
    'int_last_week_over': 'until',
}) }}
-- Runs of requests that belong together, and how many of a person's week end at a round number of tokens, within 5 %:
-- 50,000, 100,000, 200,000, half a million and so on. Of runs whose totals are spread evenly over the orders of
-- magnitude 13 % do so by chance.
with

runs as (

    select
        person_key,
        week_start_date,
        log10(sum(prompt_tokens + output_tokens)) % 1 as place
    from {{ ref('int_signal_requests') }}
    where
        session_id is not null
        and week_start_date <= (select last_day from {{ ref('int_last_week_over') }})
        and {{ in_pieces('week_start_date') }}
    group by person_key, week_start_date, session_id
    -- a single request is as long as its context; fewer tokens are nobody's target
    having count(*) >= 3 and sum(prompt_tokens + output_tokens) >= 45000

)

select
    person_key,
    week_start_date,
    count(*) as run_count,
    count(*) filter (
        where least(place, 1 - place, abs(place - log10(2)), abs(place - log10(5))) <= log10(1.05)
    ) as round_count
from runs
group by person_key, week_start_date
