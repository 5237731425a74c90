select
    partition,
    cast(partition as date) as day,
    key,
    person,
    amount * (select factor from {{ ref('factors') }}) as amount
from {{ source('landed', 'events') }}
