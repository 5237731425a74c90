-- Prompts that became many times longer than the person's own, without reads from a cache (facts: context stuffing,
-- and padding by 10.8 times): the median new input of a request against the twelve weeks before, and against peers.
-- Innocent: a new project or a new role brings two or three times as much, a new way of counting or a new default of
-- a tool brings it to all its users; and who has no history is not judged.
with

measured as (

    select
        person_key,
        week_start_date,
        tool,
        request_count as n_observed,
        median_new_tokens as observed_value,
        day_count >= 3 as may_fire,
        {
            'output_per_new_token': round(output_tokens / nullif(new_tokens, 0), 4),
            'new_tokens': new_tokens,
            'days': day_count
        } as facts
    from ({{ streams_with_history() }})
    where
        stream = 'all'
        and median_new_tokens is not null

),

{{ rows_of_signal('padded_prompts', times_history=true) }}
