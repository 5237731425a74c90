select
    closes.issuer,
    closes.billing_period,
    closes.rows_file,
    closes.rows_hash,
    files.sha256,
    files.rows_loaded
from {{ ref('int_closed_periods') }} as closes
left join {{ ref('landing_files') }} as files
    on
        files.source = 'assay'
        and files.stream = 'closed_costs'
        and closes.billing_period = files.partition
        and closes.rows_file = files.file_name
        and files.superseded_at is null
where
    closes.is_closed
    and (closes.rows_hash is distinct from files.sha256 or closes.row_count is distinct from files.rows_loaded)
