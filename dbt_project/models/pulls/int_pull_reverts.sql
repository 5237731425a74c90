{{ config(materialized='table', content_by='merged_on') }}
-- Which merged pull requests are reverts, and which they took back. What a pull says is a claim: it is a revert
-- where a target is found, by commit, number or title, in the repository that it names (else its own), merged
-- before it. Of several statements the strongest that is found holds, those about its own base first: what stands
-- in another is named, and not taken back.
-- A revert that was itself taken back took nothing back, unless that was taken back in turn: of a chain of reverts
-- every second one stands. To bring a change back is to take back its revert.
{% set ways_to_name = [
    'placed.claim.number = targets.number',
    'left(placed.claim.sha, 7) = left(targets.merge_commit_sha, 7)'
    ' and starts_with(targets.merge_commit_sha, placed.claim.sha)',
    'placed.claim.title_start_hash = targets.title_start_hash'
    ' and coalesce(placed.claim.title_hash = targets.title_hash, true)',
] %}
with recursive

claims as (

    select
        pull_request_key,
        repository_key,
        base_ref,
        merged_at,
        unnest(revert_claims) as claim
    from {{ ref('int_pull_requests') }}
    where revert_claims is not null and merged_at is not null

),

-- every name a repository bore
names as (

    select distinct
        repository_key,
        lower(repository) as repository_name
    from {{ ref('int_pull_requests') }}

    union

    select
        repository_key,
        unnest(former_repository_names) as repository_name
    from {{ ref('int_pull_requests') }}
    where len(former_repository_names) > 0

),

homes as (

    select * from claims
    where claim.repository_name is null

    union all

    select claims.* replace (names.repository_key as repository_key)
    from claims
    inner join names on claims.claim.repository_name = names.repository_name

),

placed as (

    select * from homes

    union

    -- a repository without an id is known by its name, which another key may have borne before
    select homes.* replace (other.repository_key as repository_key)
    from homes
    inner join names as own on homes.repository_key = own.repository_key
    inner join names as other on own.repository_name = other.repository_name
    where own.repository_name in (own.repository_key, other.repository_key)

),

found as (

    {% for is_target in ways_to_name %}
        {% if not loop.first %} union all {% endif %}
        select
            placed.pull_request_key,
            placed.merged_at,
            placed.claim,
            targets.pull_request_key as target_key,
            targets.merged_at as target_merged_at,
            -- a base that is not told may be the same
            coalesce(placed.base_ref = targets.base_ref, true) as is_same_base
        from placed
        inner join {{ ref('int_pull_requests') }} as targets
            on placed.repository_key = targets.repository_key and {{ is_target }}
        where placed.merged_at > targets.merged_at
    {% endfor %}

),

-- a number or title may be borne by several: the last of them
resolved as (

    select *
    from found
    qualify row_number() over (
        partition by pull_request_key, claim order by is_same_base desc, target_merged_at desc, target_key asc
    ) = 1

),

held as (

    select *
    from resolved
    qualify rank() over (partition by pull_request_key order by is_same_base desc, claim.strength asc) = 1

),

reverts as (

    select * from held
    where not claim.is_back

),

-- what brings a change back names its revert, or the change
brought_back as (

    select
        held.pull_request_key,
        held.merged_at,
        held.claim,
        coalesce(of_it.pull_request_key, held.target_key) as target_key,
        coalesce(of_it.merged_at, held.target_merged_at) as target_merged_at,
        held.is_same_base
    from held
    left join reverts as of_it
        on held.target_key = of_it.target_key and of_it.is_same_base and held.merged_at > of_it.merged_at
    where
        held.claim.is_back
        and held.is_same_base
        and (of_it.pull_request_key is not null or held.target_key in (select pull_request_key from reverts))
    qualify row_number() over (
        partition by held.pull_request_key, held.claim order by of_it.merged_at desc nulls last
    ) = 1

),

standing_claims as (

    select * from reverts
    union all
    select * from brought_back

),

pairs as (

    select distinct
        pull_request_key as revert_key,
        merged_at as reverted_at,
        target_key as reverted_key,
        cast(target_merged_at as date) as merged_on
    from standing_claims
    where is_same_base

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

),

taken_back as (

    select
        pairs.reverted_key as pull_request_key,
        any_value(pairs.merged_on) as merged_on,
        min(pairs.reverted_at) as reverted_at
    from pairs
    semi join standing using (revert_key)
    group by pairs.reverted_key

),

taking_back as (

    select distinct
        pull_request_key,
        cast(merged_at as date) as merged_on
    from standing_claims

)

select
    pull_request_key,
    coalesce(taken_back.merged_on, taking_back.merged_on) as merged_on,
    taking_back.pull_request_key is not null as is_revert,
    taken_back.reverted_at
from taken_back
full join taking_back using (pull_request_key)
