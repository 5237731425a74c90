-- A person's week of requests in the order of time, and which sizes of prompt stand out in it: the one that is most
-- frequent, the five most frequent, and the five most frequent steps of 5 %, which a template with a changing word in
-- it stays within. Lists, not windows: everything below is read off them, so that requests are grouped once.
with

listed as (

    select
        person_key,
        week_start_date,
        count(*) as request_count,
        list_sort(list({
            'ms': epoch_ms(requested_at),
            'prompt': prompt_tokens,
            'step': cast(floor(20 * ln(1 + prompt_tokens)) as bigint),
            'new': new_tokens,
            'output': output_tokens,
            'premium': is_premium,
            'tool': tool,
            'model': model
        })) as requests
    from {{ ref('int_signal_requests') }}
    group by person_key, week_start_date
    having count(*) > 20

),

-- of two as frequent, the larger
frequent as (

    select
        *,
        list_reverse_sort(list_transform(
            map_entries(list_aggregate(list_transform(requests, lambda request: request.prompt), 'histogram')),
            lambda size: struct_pack(requests := size.value, prompt := size.key)
        ))[:5] as sizes,
        list_reverse_sort(list_transform(
            map_entries(list_aggregate(list_transform(requests, lambda request: request.step), 'histogram')),
            lambda step: struct_pack(requests := step.value, step := step.key)
        ))[:5] as steps
    from listed

)

select
    person_key,
    week_start_date,
    request_count,
    requests,
    sizes[1].prompt as top_size,
    list_transform(sizes, lambda size: size.prompt) as top_sizes,
    list_transform(steps, lambda step: step.step) as top_steps
from frequent
