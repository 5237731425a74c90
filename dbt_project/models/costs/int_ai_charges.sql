-- AI charges of record, each with its charge period (the piece that is allocated as a whole) and how it is allocated:
-- to whom it names; to who holds the seats; by use; or as what it credits or taxes.
select
    *,
    concat_ws('|', issuer, billing_period, charge_date_start, charge_date_end) as charge_period,
    concat_ws('|', issuer, billing_period) as bill,
    case
        when person_key is not null then 'direct'
        when is_seat then 'seat'
        when model is not null or tool is not null then 'usage'
        else 'follow'
    end as allocation_rule
from {{ ref('fct_charges') }}
where is_ai and is_of_record
