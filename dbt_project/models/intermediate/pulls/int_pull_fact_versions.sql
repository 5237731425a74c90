-- What the facts of a day's pull requests are made of: what their hosts tell, which change they are part of, what they
-- took back and what took them back, and who the ids were.
with

change_sets as (

    select
        cast(merged_on as varchar) as piece,
        {{ digest('pull_request_key, change_set_id') }} as version
    from {{ ref('int_pull_change_sets') }}
    group by merged_on

),

reverts as (

    select
        cast(merged_on as varchar) as piece,
        {{ digest('pull_request_key, is_revert, reverted_at') }} as version
    from {{ ref('int_pull_reverts') }}
    group by merged_on

)

select
    days.piece,
    concat_ws('/', days.version, change_sets.version, coalesce(reverts.version, ''), identities.version) as version
from {{ ref('int_pull_day_versions') }} as days
left join change_sets using (piece)
left join reverts using (piece)
left join {{ ref('int_identity_day_versions') }} as identities
    on cast(days.piece as date) >= identities.valid_from and cast(days.piece as date) < identities.valid_to
