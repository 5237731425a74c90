-- A loop that sends much and asks for a word (facts: burn loops): the share of new input, without cache reads, that
-- went into the week's five most frequent prompts of 1,000 tokens or more for answers of eight tokens or fewer.
-- Innocent: who has documents classified gets one word each as well, for prompts of as many sizes as there are
-- documents.
with

measured as (

    select
        person_key,
        week_start_date,
        any_value(tool) filter (where stream = 'sizes') as tool,
        any_value(all_request_count) as n_observed,
        coalesce(sum(one_word_tokens) filter (where stream = 'sizes'), 0)
        / nullif(sum(new_tokens) filter (where stream = 'all'), 0) as observed_value,
        bool_or({{ is_habit() }}) filter (where stream = 'sizes') as may_fire,
        {
            'one_word_tokens': sum(one_word_tokens) filter (where stream = 'sizes'),
            'new_tokens': sum(new_tokens) filter (where stream = 'all'),
            'median_gap_seconds': round(sum(median_gap_seconds) filter (where stream = 'sizes'), 1)
        } as facts
    from ({{ streams_with_history() }})
    where stream in ('all', 'sizes')
    group by person_key, week_start_date
    having observed_value is not null

),

{{ rows_of_signal('burned_input') }}
