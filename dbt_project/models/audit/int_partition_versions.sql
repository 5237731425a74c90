-- What raw holds now, of every partition of which a file could be read: none of a stream that is not known, or of a
-- day to come, can. One without rows says something where it is a snapshot, and nothing about a day of use.
select
    source,
    stream,
    partition,
    sum(rows_loaded) > 0 as has_rows,
    sum(rows_quarantined) = 0 as is_whole,
    any_value(partition_version) as version
from {{ ref('landing_files') }}
where
    superseded_at is null
    and partition_version is not null
    -- a folder that is no day and no month is the quarantine's matter
    and try_cast(rpad(partition, 10, '-01') as date) is not null
group by source, stream, partition
having bool_or(error is null and size_bytes > 0)
