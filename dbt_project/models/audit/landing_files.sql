select
    source,
    stream,
    partition,
    file_name,
    sha256,
    size_bytes,
    first_seen_at,
    superseded_at,
    rows_read,
    rows_loaded,
    rows_quarantined,
    error,
    is_partial,
    partition_version
from {{ ref('stg_loader__landing_files') }}
