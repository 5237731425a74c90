{# all stale days at once, so that no chain is cut where a batch ends: a year has three million ids with their folders #}
{{ piecewise(
    key=['pull_request_key'], pieces_of_row='merged_on', unit='day', content_by='merged_on', pieces_at_once=9999,
    standing={'pull_request_key': 'varchar', 'change_set_id': 'varchar', 'merged_on': 'date'},
    made_of={'int_pull_requests': 'same piece'},
) }}
-- Pull requests that are one change: same author and repository, merged at most 24 hours apart, a folder in common,
-- and whatever hangs together by such pairs. The set is named after its first member by key.
-- A stale day can join, part or rename the sets that have a member on it or on a day beside it, and no other; of these
-- every member is looked at again, however long the chain.
with recursive

touched as (

    select
        pull_request_key,
        active_on as merged_on
    from {{ ref('int_pull_requests') }}
    where merged_at is not null and {{ in_pieces('active_on') }}
    union
    select
        pull_request_key,
        merged_on
    from {{ this }}
    where
        change_set_id in (
            select beside.change_set_id
            from {{ this }} as beside
            where
                beside.merged_on in getvariable('pieces')
                or beside.merged_on - 1 in getvariable('pieces')
                or beside.merged_on + 1 in getvariable('pieces')
        )

),

merged as (

    select
        pull_request_key,
        repository_key,
        author,
        merged_at,
        active_on as merged_on,
        folders
    from {{ ref('int_pull_requests') }}
    semi join touched using (pull_request_key)
    where
        merged_at is not null
        -- first by day, so that the folders of all others are not read
        and active_on in (select touched.merged_on from touched)

),

neighbours as (

    select
        earlier.pull_request_key as one,
        later.pull_request_key as other
    from merged as earlier
    inner join merged as later
        on
            earlier.repository_key = later.repository_key
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

-- most pulls have no link, and nothing to be looked for
reached (pull_request_key, change_set_id) using key (pull_request_key) as (

    select distinct
        one as pull_request_key,
        one as change_set_id
    from links

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
    merged.pull_request_key,
    coalesce(reached.change_set_id, merged.pull_request_key) as change_set_id,
    merged.merged_on
from merged
left join reached using (pull_request_key)
