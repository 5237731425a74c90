{{ config(materialized='table', tags=['directory']) }}
-- Who the ids are from a day on.
{{ versions_by_change(ref('int_identities'), 'hash(source, external_id, person_key, principal_type)') }}
