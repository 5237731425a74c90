{{ piecewise(piece='month', unit='month', made_of={'int_ai_charges': 'same piece'}) }}
-- What is allocated together, in a few rows for each bill: so that whoever asks what is stale does not read the charges
-- of all years every day.
select
    cast(billing_period || '-01' as date) as month,
    charge_period,
    bill,
    issuer,
    allocation_rule,
    charge_date_start as first_day,
    charge_date_end as after_day,
    sum(cast(hash(charge_id, billed_cost, person_key, model, token_kind, tool, seat_count) as hugeint)) as version,
    -- what is billed by name is no part of what others share
    sum(cast(hash(person_key, charge_category, model, token_kind, tool, sku_id, consumed_unit) as hugeint)) filter (
        where allocation_rule = 'direct'
    ) as named_version,
    -- and seats have their holders in common with all seats of their tool
    sum(cast(hash(tool, seat_count, person_key, billed_cost > 0) as hugeint)) filter (where is_seat) as seat_version
from {{ ref('int_ai_charges') }}
where {{ in_pieces("cast(billing_period || '-01' as date)") }}
group by billing_period, charge_period, bill, issuer, allocation_rule, charge_date_start, charge_date_end
