{{ config(alias='dim_tools') }}

select
    tool,
    primary_source,
    billed_service
from {{ ref('analyst_tools') }}
