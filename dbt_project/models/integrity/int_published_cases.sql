{{ config(periods=['opened_on', 'last_seen_on', 'inclusive']) }}
-- Whose published case is open from when to when, which is all that adoption asks.
select
    person_key,
    opened_on,
    last_seen_on
from {{ ref('mart_gaming_cases') }}
where is_published
