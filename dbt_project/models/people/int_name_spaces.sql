-- Whose ids a source knows: its own, everybody's, and those of the vendor that gives it its accounts.
select
    source,
    unnest([source, '*']) as name_space
from {{ ref('int_landed_sources') }}
union all
select
    landed.source,
    shared.name_space
from {{ ref('int_landed_sources') }} as landed
inner join {{ ref('shared_name_spaces') }} as shared on landed.source = shared.source
