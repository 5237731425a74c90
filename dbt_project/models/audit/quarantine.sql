select
    source,
    stream,
    partition,
    file_name,
    line_number,
    reason,
    raw_text
from {{ ref('stg_loader__quarantine') }}
