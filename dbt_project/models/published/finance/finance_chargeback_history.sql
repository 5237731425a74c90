{{ config(alias='mart_chargeback_history') }}
-- All cost centres together, and tools under the names that the chargeback tells them by: a decision's part of a cost
-- centre may be one person's, and who was behind what has been closed is not known any more.
select
    history.month,
    coalesce(tools.published_tool, 'other') as tool,
    history.currency,
    history.entry,
    history.posted_period,
    history.known_at,
    history.decided_by,
    cast(sum(history.cost) as decimal(38, 12)) as cost
from {{ ref('mart_chargeback_history') }} as history
left join {{ ref('int_published_tools') }} as tools using (month, currency, tool)
group by
    history.month, coalesce(tools.published_tool, 'other'), history.currency, history.entry, history.posted_period,
    history.known_at, history.decided_by
