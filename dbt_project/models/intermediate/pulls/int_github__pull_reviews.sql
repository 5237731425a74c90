-- Who reviewed a pull request and when, by partition. Pending reviews were never sent.
select
    partition,
    pull_request_key,
    list_transform(
        list_filter(reviews, lambda review: review.submitted_at is not null),
        lambda review: {
            'login': lower(review.user.login),
            'is_bot': coalesce(review.user.type = 'Bot', false) or lower(review.user.login) like '%[bot]',
            'submitted_at': {{ utc('review.submitted_at') }}
        }
    ) as reviews
from {{ ref('stg_github__pull_reviews') }}
