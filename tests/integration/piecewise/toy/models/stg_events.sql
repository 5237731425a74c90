select
    partition,
    cast(partition as date) as day,
    key,
    person,
    amount
from {{ source('landed', 'events') }}
