-- What raw holds now. The code's own version is part of it: a new rule rebuilds what it rules.
select
    source,
    stream,
    partition,
    cast(
        hash(
            any_value(partition_version),
            {{ literal(env_var("ASSAY_CODE_VERSION", "")) }}
        ) as varchar
    )
        as version
from {{ ref('landing_files') }}
where
    superseded_at is null
    and partition_version is not null
    -- a folder that is no day and no month is the quarantine's matter
    and try_cast(rpad(partition, 10, '-01') as date) is not null
group by source, stream, partition
