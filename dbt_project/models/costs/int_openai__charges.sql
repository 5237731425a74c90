{{ piecewise(piece='billing_period', made_of={'stg_openai__costs': 'same piece'}) }}
-- What OpenAI says that a day of a project cost. The line names model and kind of token in one text; the report has no
-- tax and no invoice.
select
    partition as billing_period,
    'openai' as source,
    'OpenAI' as issuer,
    'OpenAI' as service_provider,
    'OpenAI API' as service_name,
    project_id as sub_account_id,
    usage_date as charge_date_start,
    usage_date + 1 as charge_date_end,
    'Usage' as charge_category,
    line_item as sku_id,
    lower(api_key_id) as credential_id,
    cast(cost as decimal(38, 12)) as billed_cost,
    cast(cost as decimal(38, 12)) as effective_cost,
    currency,
    cast(quantity as decimal(38, 12)) as consumed_quantity,
    quantity_unit as consumed_unit
from {{ ref('stg_openai__costs') }}
where cost is not null and currency is not null and {{ in_pieces('partition') }}
