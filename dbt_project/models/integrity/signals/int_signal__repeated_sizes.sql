-- The same size of prompt again and again (facts: detector D4): the share of the most frequent exact size.
-- Innocent: an evaluation or a storm of retries repeats one prompt on one day, which is no habit; completions that
-- are cut at one length, and what a tool sends for itself, are shared by its users.
with

measured as (

    select
        person_key,
        week_start_date,
        tool,
        all_request_count as n_observed,
        request_count / all_request_count as observed_value,
        {{ is_habit() }} as may_fire,
        struct_pack(size := top_size, requests := request_count, days := day_count) as facts
    from ({{ streams_with_history() }})
    where stream = 'size'

),

{{ rows_of_signal('repeated_sizes') }}
