{{ config(materialized='table', tags=['directory']) }}
-- Who the ids are from a day on.
with

changes as (

    select
        valid_from as changed_on,
        cast(hash(source, external_id, person_key, principal_type) as hugeint) as delta
    from {{ ref('int_identities') }}
    union all
    select
        valid_to as changed_on,
        -cast(hash(source, external_id, person_key, principal_type) as hugeint) as delta
    from {{ ref('int_identities') }}

)

{{ versions_by_change('changes') }}
