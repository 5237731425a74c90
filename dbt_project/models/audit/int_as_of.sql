{{ config(materialized='table') }}
-- The one day everything takes for today: the one given, else the newest that has rows of usage or pull requests;
-- where there are only bills, the last day of the newest. Nothing else knows the date. Reviewers decide later than what
-- they decide about.
select
    coalesce(
        try_cast({{ literal(env_var("ASSAY_AS_OF", "")) }} as date),
        -- billing periods are months, and a snapshot of the directory may be younger than all work
        max(try_cast(partition as date)) filter (
            where length(partition) = 10 and source not in ('directory', 'focus', 'review')
        ),
        max(last_day(try_cast(partition || '-01' as date))) filter (where source = 'focus'),
        date '1970-01-01'
    ) as as_of_date
from {{ ref('int_partition_versions') }}
where has_rows
