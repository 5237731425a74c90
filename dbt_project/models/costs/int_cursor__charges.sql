{{ piecewise(content_by='billing_period', made_of={'int_cursor__cycles': 'the whole'}) }}
-- What a member's cycle cost beyond what the plan includes, by its last report; a cycle that is not over costs up to
-- the day of the report. A report that tells neither sum (see its staging) tells nothing of money.
select
    strftime(cycle_start_date, '%Y-%m') as billing_period,
    'cursor' as source,
    'Cursor' as issuer,
    'Cursor' as service_provider,
    'Cursor on-demand usage' as service_name,
    cycle_start_date as charge_date_start,
    cast(least(snapshot_date + 1, cycle_start_date + interval 1 month) as date) as charge_date_end,
    'Usage' as charge_category,
    'on-demand usage' as sku_id,
    email as principal_id,
    on_demand_spend_usd as billed_cost,
    on_demand_spend_usd as effective_cost,
    'USD' as currency
from {{ ref('int_cursor__cycles') }}
where snapshot_date >= cycle_start_date
qualify row_number() over (partition by cycle_start_date, email order by snapshot_date desc) = 1
