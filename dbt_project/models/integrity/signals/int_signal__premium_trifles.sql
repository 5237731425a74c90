-- The dearest models for next to nothing: the share of requests that ask one of them less than 500 tokens for less
-- than 32.
-- Innocent: a tool that names chats or sums up lines does so with its own small model; where the dear one is the
-- default of a tool, its users are the fence. Somebody who chats in few words with a dear model looks the same: it
-- costs, and alone it publishes nothing.
with

measured as (

    select
        person_key,
        week_start_date,
        tool,
        request_count as n_observed,
        premium_trifle_count / request_count as observed_value,
        day_count >= 3 as may_fire,
        struct_pack(trifles := premium_trifle_count, days := day_count) as facts
    from ({{ streams_with_history() }})
    where stream = 'all'

),

{{ rows_of_signal('premium_trifles') }}
