{{ config(alias='mart_period_corrections') }}
-- All cost centres together, and tools under the names that the chargeback tells them by: what a cost centre's month
-- was corrected by may be one person's, and who was behind what has been closed is not known any more.
select
    corrections.issuer,
    corrections.month,
    corrections.posted_period,
    coalesce(tools.published_tool, 'other') as tool,
    corrections.currency,
    cast(sum(corrections.correction_cost) as decimal(38, 12)) as correction_cost,
    bool_and(corrections.is_period_closed) as is_period_closed
from {{ ref('mart_period_corrections') }} as corrections
left join {{ ref('int_published_tools') }} as tools using (month, currency, tool)
group by
    corrections.issuer, corrections.month, corrections.posted_period, coalesce(tools.published_tool, 'other'),
    corrections.currency
