-- Nearly the same prompts again and again: the share of requests within the five most frequent steps of 5 %, which a
-- template stays in when a name, a date or a random word is filled in.
-- Innocent: questions behind one long system prompt are of nearly one size (real chats and retrieval: up to 0.78),
-- which the users of that tool have in common; a job over records of one kind is not done every day.
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
    where stream = 'steps'

),

{{ rows_of_signal('near_repeated_sizes') }}
