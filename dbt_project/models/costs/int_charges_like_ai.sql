-- What the newest three billing periods charge for that speaks of AI, and counts as none: nobody knows every service.
select
    billing_period,
    issuer,
    currency,
    count(*) as charge_count,
    sum(billed_cost) as billed_cost
from {{ ref('fct_charges') }}
where
    looks_like_ai
    and billing_period > (
        select strftime(max(cast(billing_period || '-01' as date)) - interval 3 month, '%Y-%m')
        from {{ ref('fct_charges') }}
    )
group by billing_period, issuer, currency
having sum(billed_cost) != 0
