{{ piecewise(piece='bill', content_by='day', made_of={
    'bills__versions': 'same piece',
    'stg_bills': 'versions',
    'days': 'versions',
}) }}
select
    bills.bill,
    days.day,
    sum(days.amount) * bills.cost as cost
from {{ ref('stg_bills') }} as bills
inner join {{ ref('days') }} as days on days.day >= bills.first_day and days.day < bills.after_day
where {{ in_pieces('bills.bill') }}
group by bills.bill, days.day, bills.cost
