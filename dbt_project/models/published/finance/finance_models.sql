{{ config(alias='dim_models') }}

select
    model,
    tier,
    input_price_per_million_usd,
    output_price_per_million_usd
from {{ ref('analyst_models') }}
