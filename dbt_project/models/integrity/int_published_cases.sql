{{ config(periods=['opened_on', 'last_seen_on', 'inclusive']) }}
-- Whose published case is open from when to when, and whether it is confirmed: all that is asked of one elsewhere.
select
    person_key,
    opened_on,
    last_seen_on,
    status = 'confirmed' as is_confirmed
from {{ ref('mart_gaming_cases') }}
where is_published
