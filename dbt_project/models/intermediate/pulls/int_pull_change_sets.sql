{{ config(materialized='table') }}
-- Pull requests that are one change: same author and repository, merged at most 24 hours apart, a folder in common,
-- and whatever hangs together by such pairs. The set is named after its first member by key.
with recursive

merged as (

    select
        pull_request_key,
        repository,
        coalesce(author_login, '') as author,
        merged_at,
        folders
    from {{ ref('int_pull_requests') }}
    where merged_at is not null

),

neighbours as (

    select
        earlier.pull_request_key as one,
        later.pull_request_key as other
    from merged as earlier
    inner join merged as later
        on
            earlier.repository = later.repository
            and earlier.author = later.author
            and later.merged_at >= earlier.merged_at
            and later.merged_at <= earlier.merged_at + interval 24 hour
            and earlier.pull_request_key != later.pull_request_key
    where list_has_any(earlier.folders, later.folders)

),

links as (

    select one, other from neighbours
    union
    select other as one, one as other from neighbours

),

reached (pull_request_key, change_set_id) using key (pull_request_key) as (

    select
        pull_request_key,
        pull_request_key as change_set_id
    from merged

    union

    select
        links.other as pull_request_key,
        min(reached.change_set_id) as change_set_id
    from reached
    inner join links on reached.pull_request_key = links.one
    inner join recurring.reached as known on links.other = known.pull_request_key
    where reached.change_set_id < known.change_set_id
    group by links.other

)

select
    pull_request_key,
    change_set_id
from reached
