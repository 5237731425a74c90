-- Which sizes of prompt stand out in a person's week: the one that is most frequent, the five most frequent, and the
-- five most frequent steps of 5 %, which a template with a changing word in it stays within. Of two as frequent, the
-- larger.
with

sizes as (

    select
        person_key,
        week_start_date,
        prompt_tokens,
        {{ size_step('prompt_tokens') }} as step,
        count(*) as sent
    from {{ ref('int_signal_requests') }}
    group by person_key, week_start_date, prompt_tokens

),

steps as (

    select
        person_key,
        week_start_date,
        step,
        sum(sent) as sent
    from sizes
    group by person_key, week_start_date, step

),

-- how often and which in one number, the higher bits how often: of structs `max` took four times as long
top_sizes as (

    select
        person_key,
        week_start_date,
        cast(sum(sent) as bigint) as request_count,
        max((sent << 40) + prompt_tokens, 5) as top_sizes
    from sizes
    group by person_key, week_start_date
    having sum(sent) > 20

),

top_steps as (

    select
        person_key,
        week_start_date,
        max((cast(sent as bigint) << 40) + step, 5) as top_steps
    from steps
    group by person_key, week_start_date

)

select
    top_sizes.person_key,
    top_sizes.week_start_date,
    top_sizes.request_count,
    top_sizes.top_sizes[1] & ((cast(1 as bigint) << 40) - 1) as top_size,
    list_transform(top_sizes.top_sizes, lambda size: size & ((cast(1 as bigint) << 40) - 1)) as top_sizes,
    list_transform(top_steps.top_steps, lambda step: step & ((cast(1 as bigint) << 40) - 1)) as top_steps
from top_sizes
inner join top_steps using (person_key, week_start_date)
