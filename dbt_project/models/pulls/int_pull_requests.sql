-- Every repository host's pull requests.
select
    *,
    -- who is not known is not one and the same
    coalesce(author_login, pull_request_key) as author
from (
    {{ union_of('pull_requests') }}
)
