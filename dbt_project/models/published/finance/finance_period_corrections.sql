{{ config(alias='mart_period_corrections') }}
-- A correction is shown under the name its month's amount is shown under; of what was not charged before, as `other`.
select
    corrections.issuer,
    corrections.month,
    corrections.posted_period,
    coalesce(charged.published_cost_center, 'other') as cost_center,
    corrections.tool,
    corrections.currency,
    cast(sum(corrections.correction_cost) as decimal(38, 12)) as correction_cost,
    bool_and(corrections.is_period_closed) as is_period_closed
from {{ ref('mart_period_corrections') }} as corrections
left join {{ ref('int_published_chargebacks') }} as charged using (month, cost_center, tool, currency)
where charged.month is null or charged.is_other is not null
group by
    corrections.issuer, corrections.month, corrections.posted_period, charged.published_cost_center, corrections.tool,
    corrections.currency
