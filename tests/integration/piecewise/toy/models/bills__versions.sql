{# a bill has days of its own #}
select
    bills.bill as piece,
    sum(hash(days.piece, days.content)) || '/' || any_value(hash(bills)) as version
from {{ ref('stg_bills') }} as bills
left join {{ state_table('days', 'content') }} as days
    on cast(days.piece as date) >= bills.first_day and cast(days.piece as date) < bills.after_day
group by bills.bill
-- depends on {{ ref('days') }}
