-- Usage names a user by id only: whose address that is, by the newest list that names it. Who has left is in no newer
-- list, and the usage stays theirs. An id holds from when the user was added, so that a new one leaves the past alone.
select
    'openai' as source,
    external_id,
    max_by(known_as, snapshot_date) as known_as,
    cast(min(added_at) as date) as valid_from
from {{ ref('int_openai__user_months') }}
group by external_id
