-- What gateways export of themselves, in the newest three billing periods: no bill, counted only where there is none.
select
    billing_period,
    issuer,
    is_of_record,
    currency,
    count(*) as charge_count,
    sum(billed_cost) as list_cost
from {{ ref('fct_charges') }}
where
    cost_basis = 'list_estimate'
    and billing_period > (
        select strftime(max(cast(billing_period || '-01' as date)) - interval 3 month, '%Y-%m')
        from {{ ref('fct_charges') }}
    )
group by billing_period, issuer, is_of_record, currency
