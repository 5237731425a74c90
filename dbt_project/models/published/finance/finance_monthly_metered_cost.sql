{{ config(alias='mart_monthly_metered_cost') }}

select
    month,
    tool,
    model,
    price_basis,
    tokens,
    metered_cost_usd,
    cache_read_cost_usd,
    cache_write_cost_usd,
    cache_saving_usd
from {{ ref('mart_monthly_metered_cost') }}
