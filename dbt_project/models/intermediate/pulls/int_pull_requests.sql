-- Every repository host's pull requests. A pull counts on the day it was merged, else last updated; `version` is a
-- digest of its row.
select
    *,
    coalesce(author_login, '') as author,
    cast(coalesce(merged_at, updated_at) as date) as active_on
from (
    {{ union_sources('pull_requests') }}
)
