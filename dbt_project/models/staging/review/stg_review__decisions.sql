-- Of two decisions about one case on one day the last by file and line holds.
select
    case_id,
    decision,
    cast(decided_on as date) as decided_on,
    reason,
    reviewer_role
from {{ source('review', 'decisions') }}
qualify {{ is_latest('case_id, decided_on') }}
