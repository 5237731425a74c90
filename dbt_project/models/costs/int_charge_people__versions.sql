-- The allocation of each charge period as it was last built, and with it of everything that one is made of.
select
    piece,
    invocation_id as version
from {{ state_table('int_usage_allocations') }}
-- depends on {{ ref('int_usage_allocations') }}
