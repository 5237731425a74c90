{{ piecewise(piece='active_on', unit='day', made_of={'fct_pull_requests': 'same piece'}) }}
-- Which days of work a pull request may carry the cost of: while it is open, the 28 days before it merges. Earlier
-- days, and all days of one that never merges, are work that has not merged (days inclusive).
with

pulls as (

    select
        pull_request_key,
        active_on,
        author_key,
        cast(created_at as date) as opened_on,
        cast(merged_at as date) as merged_on,
        cast(coalesce(merged_at, closed_at, timestamp '9999-12-30') as date) as last_day
    from {{ ref('fct_pull_requests') }}
    where author_key != 'unattributed' and {{ in_pieces('active_on') }}

),

periods as (

    select
        pull_request_key,
        author_key,
        active_on,
        'merged' as outcome,
        greatest(opened_on, merged_on - 28) as first_day,
        merged_on as last_day
    from pulls
    where merged_on is not null

    union all

    select
        pull_request_key,
        author_key,
        active_on,
        'unmerged' as outcome,
        opened_on as first_day,
        case when merged_on is null then last_day else merged_on - 29 end as last_day
    from pulls
    where merged_on is null or opened_on < merged_on - 28

)

select *
from periods
where first_day <= last_day
