{{ piecewise(piece='active_on', unit='day', made_of={
    'int_pull_requests': 'same piece',
    'int_identities': 'periods',
}) }}
-- The logins of people in repositories, authors and reviewers, that are nobody's on the day. Bots and agents are
-- nobody's by right.
with

pulls as (

    select *
    from {{ ref('int_pull_requests') }}
    where {{ in_pieces('active_on') }}

),

accounts as (

    select
        source,
        active_on,
        author_login as login,
        cast(author_user_id as varchar) as user_id,
        author_account_type as vendor_type
    from pulls

    union all

    select
        source,
        active_on,
        review.login,
        cast(review.user_id as varchar) as user_id,
        review.account_type as vendor_type
    from (
        select
            source,
            active_on,
            unnest(reviews) as review
        from pulls
    )

),

ids as (

    select distinct
        source,
        active_on,
        active_on as usage_date,
        login,
        vendor_type,
        {{ external_id('login') }} as first_external_id,
        {{ external_id('user_id') }} as second_external_id
    from accounts
    where login is not null

)

select
    ids.active_on,
    ids.source,
    ids.first_external_id as external_id,
    list_sort(
        list(distinct ids.second_external_id) filter (where ids.second_external_id is not null)
    ) as other_external_ids
from ids
{{ resolve_people('ids', sources_of(['pull_requests'])) }}
where
    {{ person_key() }} = 'unattributed'
    and {{ account_type('ids.login', 'ids.vendor_type', principal_type()) }} = 'human'
group by ids.active_on, ids.source, ids.first_external_id
