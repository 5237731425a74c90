-- Members say neither since when they have their seat, nor whether it ends.
select
    'cursor' as source,
    'cursor' as tool,
    snapshot_date,
    {{ external_id('email') }} as first_external_id,
    {{ external_id('user_id') }} as second_external_id
from {{ ref('stg_cursor__members') }}
where has_seat
