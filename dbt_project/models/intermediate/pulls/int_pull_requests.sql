-- Every repository host's pull requests. A pull counts on the day it was merged, else last updated; `version` is a
-- digest of its row.
select
    *,
    -- who is not known is not one and the same
    coalesce(author_login, pull_request_key) as author,
    cast(coalesce(merged_at, updated_at) as date) as active_on
from (
    {{ union_sources('pull_requests') }}
)
