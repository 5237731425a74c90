select distinct
    cast(partition as date) as snapshot_date,
    subject_kind,
    subject_id,
    kind,
    start_date,
    coalesce(end_date, date '9999-12-30') as end_date
from {{ source('directory', 'context') }}
