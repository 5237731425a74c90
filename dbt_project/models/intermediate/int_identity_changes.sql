{{ config(materialized='piecewise', piece='source', tags=['directory']) }}
-- The days on which an id begins or ends to be somebody, each with the digest that adds it or takes it away.
select
    source,
    changed_on,
    sum(delta) as delta
from (
    select
        source,
        valid_from as changed_on,
        cast(hash(source, external_id, person_key, principal_type) as hugeint) as delta
    from {{ ref('int_identities') }}
    union all
    select
        source,
        valid_to as changed_on,
        -cast(hash(source, external_id, person_key, principal_type) as hugeint) as delta
    from {{ ref('int_identities') }}
)
where {{ is_stale('source', built_versions('int_identities')) }}
group by source, changed_on
