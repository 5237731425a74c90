{{ config(alias='fct_billing_periods') }}

select
    issuer,
    billing_period,
    status,
    is_over,
    closed_at,
    closed_by,
    rows_hash,
    accepted_reason,
    reopened_reason,
    escalated_count,
    open_accrual_count,
    open_accrual_usd
from {{ ref('fct_billing_periods') }}
