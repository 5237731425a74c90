select
    partition as billing_period,
    issuer,
    sequence,
    decision,
    {{ utc("decided_at") }} as decided_at,
    decided_by,
    reason,
    rows_file,
    rows_hash,
    row_count
from {{ source('assay', 'closes') }}
qualify row_number() over (partition by partition, issuer, sequence order by file_name, file_row_number) = 1
