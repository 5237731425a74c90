-- How the charges of a period were last allocated, and whom those of its billing period name.
select
    allocated.charge_period as piece,
    hash(allocated.version, ids.content) as version
from {{ ref('int_leading_versions') }} as allocated
left join {{ state_table('int_unresolved_charge_ids', 'content') }} as ids
    on string_split(allocated.charge_period, '|')[-3] = ids.piece
-- depends on {{ ref('int_unresolved_charge_ids') }}
