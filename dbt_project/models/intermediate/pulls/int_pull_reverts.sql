{{ config(materialized='table') }}
-- Which pull request a merged revert took back: by the commit it names, else by the number in its body, else by that in
-- its title; within its repository, and merged before it. A revert that was itself taken back took nothing back, unless
-- that was taken back in turn: of a chain of reverts every second one stands.
with recursive

reverts as (

    select *
    from {{ ref('int_pull_requests') }}
    where is_revert and merged_at is not null

),

named as (

    select
        pull_request_key,
        repository,
        merged_at,
        unnest(reverted_shas) as sha,
        cast(null as bigint) as number
    from reverts

    union all

    select
        pull_request_key,
        repository,
        merged_at,
        null as sha,
        unnest(
            case
                when len(reverted_numbers_in_body) > 0 then reverted_numbers_in_body
                when reverted_number_in_title is not null then [reverted_number_in_title]
            end
        ) as number
    from reverts

),

matches as (

    select
        named.pull_request_key as revert_key,
        named.merged_at as reverted_at,
        pulls.pull_request_key as reverted_key,
        pulls.active_on as merged_on,
        true as is_by_sha
    from named
    inner join {{ ref('int_pull_requests') }} as pulls
        on
            named.repository = pulls.repository
            and left(named.sha, 7) = left(pulls.merge_commit_sha, 7)
            and starts_with(pulls.merge_commit_sha, named.sha)
            and named.merged_at > pulls.merged_at

    union all

    select
        named.pull_request_key as revert_key,
        named.merged_at as reverted_at,
        pulls.pull_request_key as reverted_key,
        pulls.active_on as merged_on,
        false as is_by_sha
    from named
    inner join {{ ref('int_pull_requests') }} as pulls
        on
            named.repository = pulls.repository
            and named.number = pulls.number
            and named.merged_at > pulls.merged_at

),

pairs as (

    select distinct
        revert_key,
        reverted_at,
        reverted_key,
        merged_on
    from matches
    -- a number is asked only where no commit was found
    qualify is_by_sha or not bool_or(is_by_sha) over (partition by revert_key)

),

-- each revert with what took it back, and that, and so on; merges are later and later, so it ends
chains (revert_key, last_key, length) as (

    select
        revert_key,
        revert_key as last_key,
        1 as length
    from pairs

    union

    select
        chains.revert_key,
        pairs.revert_key as last_key,
        chains.length + 1 as length
    from chains
    inner join pairs on chains.last_key = pairs.reverted_key

),

standing as (

    select revert_key
    from chains
    group by revert_key
    having max(length) % 2 = 1

)

select
    pairs.reverted_key as pull_request_key,
    any_value(pairs.merged_on) as merged_on,
    min(pairs.reverted_at) as reverted_at
from pairs
semi join standing using (revert_key)
group by pairs.reverted_key
