{{ config(materialized='table') }}
-- Which pull request a merged revert took back: by the commit it names, else by number, within its repository.
-- A revert that was itself taken back took nothing back.
with

reverts as (

    select *
    from {{ ref('int_pull_requests') }}
    where is_revert and merged_at is not null

),

by_sha as (

    select
        reverts.pull_request_key as revert_key,
        pulls.pull_request_key as reverted_key,
        pulls.active_on as merged_on
    from (
        select
            pull_request_key,
            repository,
            unnest(reverted_shas) as sha
        from reverts
    ) as reverts
    inner join {{ ref('int_pull_requests') }} as pulls
        on
            reverts.repository = pulls.repository
            and left(reverts.sha, 7) = left(pulls.merge_commit_sha, 7)
            and starts_with(pulls.merge_commit_sha, reverts.sha)
    where pulls.merged_at is not null and pulls.pull_request_key != reverts.pull_request_key

),

by_number as (

    select
        reverts.pull_request_key as revert_key,
        pulls.pull_request_key as reverted_key,
        pulls.active_on as merged_on
    from (
        select
            pull_request_key,
            repository,
            unnest(list_append(reverted_numbers_in_body, reverted_number_in_title)) as number
        from reverts
        where pull_request_key not in (select revert_key from by_sha)
    ) as reverts
    inner join {{ ref('int_pull_requests') }} as pulls
        on reverts.repository = pulls.repository and reverts.number = pulls.number
    where pulls.merged_at is not null and pulls.pull_request_key != reverts.pull_request_key

),

pairs as (

    select * from by_sha
    union
    select * from by_number

)

select
    pairs.reverted_key as pull_request_key,
    any_value(pairs.merged_on) as merged_on,
    min(reverts.merged_at) as reverted_at
from pairs
inner join reverts on pairs.revert_key = reverts.pull_request_key
where pairs.revert_key not in (select twice.reverted_key from pairs as twice)
group by pairs.reverted_key
