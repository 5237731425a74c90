select
    month,
    source,
    gap,
    gap_count
from (
    {{ union_of('gaps') }}
)
