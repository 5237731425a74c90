{{ config(alias='mart_chargeback_history') }}
-- Under the names that its month's amounts are shown under; of what was not charged then, as `other`. All issuers
-- together, as there: one issuer's part of a cost centre may be one person's.
select
    history.month,
    coalesce(charged.published_cost_center, 'other') as cost_center,
    history.tool,
    history.currency,
    history.entry,
    history.posted_period,
    history.known_at,
    history.decided_by,
    cast(sum(history.cost) as decimal(38, 12)) as cost
from {{ ref('mart_chargeback_history') }} as history
left join {{ ref('int_published_chargebacks') }} as charged using (month, cost_center, tool, currency)
where charged.month is null or charged.is_other is not null
group by
    history.month, charged.published_cost_center, history.tool, history.currency, history.entry, history.posted_period,
    history.known_at, history.decided_by
