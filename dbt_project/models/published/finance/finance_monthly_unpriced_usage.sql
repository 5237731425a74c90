{{ config(alias='mart_monthly_unpriced_usage') }}

select
    month,
    tool,
    model,
    token_kind,
    tokens
from {{ ref('mart_monthly_unpriced_usage') }}
