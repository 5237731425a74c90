select
    partition as billing_period,
    file_name as rows_file,
    charge_id,
    invoice_id,
    cost_center,
    team_id,
    tool,
    currency,
    corrects_month,
    entry,
    cost
from {{ source('assay', 'closed_costs') }}
