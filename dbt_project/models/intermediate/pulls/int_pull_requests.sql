-- Every repository host's pull requests; `version` is a digest of a row.
select
    *,
    -- who is not known is not one and the same
    coalesce(author_login, pull_request_key) as author
from (
    {{ union_sources('pull_requests') }}
)
