select
    partition as billing_period,
    "InvoiceIssuerName" as issuer,
    "InvoiceId" as invoice_id,
    "InvoiceDetailId" as invoice_detail_id,
    "InvoiceIssueStatus" as invoice_status,
    cast({{ utc('"InvoiceIssueDate"') }} as date) as invoice_date,
    "ChargeCategory" as charge_category,
    "BilledCost" as billed_cost,
    "BillingCurrency" as currency
from {{ source('focus', 'invoice_details') }}
