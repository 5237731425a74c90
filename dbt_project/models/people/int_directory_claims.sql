{{ config(materialized='table', tags=['directory']) }}
-- Which ids the directory says are whose, and when: what it lists itself, by its newest snapshot, and the addresses
-- that systems export, which hold everywhere.
select
    person_id,
    source,
    external_id,
    valid_from,
    valid_to
from ({{ ruling('identities', 'source, external_id') }})
union all
select
    person_id,
    '*' as source,
    external_id,
    valid_from,
    valid_to
from {{ ref('int_listed_addresses') }}
