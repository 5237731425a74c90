-- A handful of stock prompts in turn: the share of requests that have one of the five most frequent exact sizes.
-- Innocent: a test set that is run each night is of more sizes than five; what a tool sends for itself (to name a
-- chat, to poll) is shared by its users.
with

measured as (

    select
        person_key,
        week_start_date,
        tool,
        all_request_count as n_observed,
        request_count / all_request_count as observed_value,
        {{ is_habit() }} as may_fire,
        struct_pack(requests := request_count, days := day_count) as facts
    from ({{ streams_with_history() }})
    where stream = 'sizes'

),

{{ rows_of_signal('few_templates') }}
