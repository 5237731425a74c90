select
    cast(partition as date) as snapshot_date,
    person_id,
    source,
    {{ external_id('external_id') }} as external_id,
    id_kind,
    valid_from,
    -- the vendor-side file says the last day, the warehouse the first day no longer valid
    cast(valid_to + 1 as date) as valid_to
from {{ source('directory', 'identities') }}
