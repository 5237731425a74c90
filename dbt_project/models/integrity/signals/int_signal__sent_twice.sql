-- "Submit every prompt twice": a prompt of the size that was sent just before, within five minutes. The five most
-- frequent sizes are left out: those are a timer's or a template's, which other signals see.
-- Innocent: a retry after a failure is not counted, for the failure was no use; what is asked again for a better
-- answer is a hundredth of honest requests.
with

measured as (

    select
        person_key,
        week_start_date,
        tool,
        request_count as n_observed,
        twin_count / request_count as observed_value,
        day_count >= 3 as may_fire,
        struct_pack(sent_again := twin_count, days := day_count) as facts
    from ({{ streams_with_history() }})
    where stream = 'all'

),

{{ rows_of_signal('sent_twice') }}
