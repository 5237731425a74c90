{{ config(content_by='source') }}
-- The sources whose ids can be somebody's: those that have landed anything.
select distinct source
from {{ ref('int_partition_versions') }}
where has_rows and source != 'directory'
