{{ config(content_by='stream') }}
-- The snapshots of the directory, also those that hold nothing. Of one that is not whole a row could not be read, and
-- whoever it does not name is not absent: what the snapshots before it say of them stands, back to the newest whole
-- one.
select
    stream,
    cast(partition as date) as snapshot_date,
    is_whole,
    coalesce(
        snapshot_date >= max(snapshot_date) filter (where is_whole) over (partition by stream), true
    ) as is_ruling
from {{ ref('int_partition_versions') }}
where source = 'directory'
