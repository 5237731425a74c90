-- Who reviewed a pull request and when, by partition. Pending reviews were never sent.
select
    partition,
    repository_name,
    number,
    list_transform(
        list_filter(reviews, lambda review: review.submitted_at is not null),
        lambda review: {
            'login': lower(review.user.login),
            'user_id': cast(review.user.id as varchar),
            'account_type': review.user.type,
            'submitted_at': {{ utc('review.submitted_at') }}
        }
    ) as reviews
from {{ ref('stg_github__pull_reviews') }}
