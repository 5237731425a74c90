{{ config(alias='mart_monthly_unpriced_usage') }}
-- As if nothing had been told before; what has been told stands, by orchestration/publish/standing.py.
select
    month,
    published_tool as tool,
    published_model as model,
    token_kind,
    cast(sum(tokens) as bigint) as tokens,
    (select as_of.as_of_date from {{ ref('int_as_of') }} as as_of) as told_as_of
from {{ ref('int_published_unpriced') }}
where published_tool is not null
group by month, published_tool, published_model, token_kind
