-- Who reviewed what, as people: the author's own comments are left out where a host's pulls are put together.
with

reviews as (

    select
        pull_request_key,
        source,
        active_on,
        active_on as usage_date,
        review.login,
        review.account_type as vendor_type,
        review.submitted_at,
        review.login as first_external_id,
        review.user_id as second_external_id
    from (
        select
            pull_request_key,
            source,
            active_on,
            unnest(reviews) as review
        from {{ ref('int_pull_requests') }}
    )

)

select
    reviews.pull_request_key,
    reviews.active_on,
    {{ person_key() }} as reviewer_key,
    {{ account_type('reviews.login', 'reviews.vendor_type', principal_type()) }} as reviewer_type,
    reviews.submitted_at
from reviews
{{ resolve_people('reviews', sources_of(['pull_requests'])) }}
