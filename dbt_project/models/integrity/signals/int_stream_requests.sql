-- Each request of a busy week once for every stream that it is of: all of them, those of the most frequent size, of the
-- five most frequent sizes, and of the five most frequent steps of size. `twin` is alike for two of one size, which is
-- none of the frequent ones, to one model.
select *
from (
    select
        * exclude (streams),
        unnest(streams) as stream
    from (
        select
            requests.person_key,
            requests.week_start_date,
            requests.tool,
            epoch_ms(requests.requested_at) as ms,
            requests.new_tokens,
            requests.output_tokens,
            requests.new_tokens >= 1000 and requests.output_tokens <= 8 as is_one_word,
            requests.is_premium and requests.prompt_tokens < 500 and requests.output_tokens < 32 as is_premium_trifle,
            sizes.top_size,
            sizes.request_count as all_request_count,
            case
                when not list_contains(sizes.top_sizes, requests.prompt_tokens)
                    then hash(requests.prompt_tokens, requests.model)
            end as twin,
            [
                'all',
                case when requests.prompt_tokens = sizes.top_size then 'size' end,
                case when list_contains(sizes.top_sizes, requests.prompt_tokens) then 'sizes' end,
                case when list_contains(sizes.top_steps, {{ size_step('requests.prompt_tokens') }}) then 'steps' end
            ] as streams
        from {{ ref('int_signal_requests') }} as requests
        inner join {{ ref('int_request_sizes') }} as sizes using (person_key, week_start_date)
    )
)
where stream is not null
