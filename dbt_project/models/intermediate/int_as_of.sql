{{ config(materialized='table') }}
-- The one day everything takes for today: the one given, else the newest that has rows of usage or pull requests.
-- Nothing else knows the date.
select
    coalesce(
        try_cast('{{ env_var("ASSAY_AS_OF", "") }}' as date),
        max(try_cast(partition as date)),
        date '1970-01-01'
    ) as as_of_date
from {{ ref('int_partition_versions') }}
-- billing periods are months, and a snapshot of the directory may be younger than all work
where has_rows and length(partition) = 10 and source not in ('directory', 'focus')
