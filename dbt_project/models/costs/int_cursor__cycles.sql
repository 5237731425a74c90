{{ piecewise(piece='month', unit='month', made_of={'stg_cursor__spend': 'its days'}) }}
-- What the last report of a month says of a member's cycle: the reports come daily, and only grow.
select
    cast(date_trunc('month', snapshot_date) as date) as month,
    snapshot_date,
    cycle_start_date,
    {{ external_id('email') }} as email,
    on_demand_spend_usd
from {{ ref('stg_cursor__spend') }}
where on_demand_spend_usd is not null and {{ in_pieces('snapshot_date', 'month') }}
qualify row_number() over (
    partition by date_trunc('month', snapshot_date), cycle_start_date, {{ external_id('email') }}
    order by snapshot_date desc
) = 1
