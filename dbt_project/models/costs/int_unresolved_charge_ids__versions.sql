-- A billing period's charges, and who they are found to name; what they were delivered with is in their ids.
select
    left(piece, 7) as piece,
    content as version
from {{ state_table('fct_charges', 'content') }}
-- depends on {{ ref('fct_charges') }}
