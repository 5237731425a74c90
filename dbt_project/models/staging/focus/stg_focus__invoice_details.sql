select
    partition as billing_period,
    "InvoiceIssuerName" as issuer,
    "InvoiceId" as invoice_id,
    "InvoiceDetailId" as invoice_detail_id,
    "InvoiceIssueStatus" as invoice_status,
    cast({{ utc('"InvoiceIssueDate"') }} as date) as invoice_date,
    "ChargeCategory" as charge_category,
    "BilledCost" as billed_cost,
    {{ currency('"BillingCurrency"') }} as currency
from {{ source('focus', 'invoice_details') }}
-- a line is delivered again until its invoice is issued: the file that wins holds it, or all of an invoice whose lines
-- have no ids
qualify
    file_name = max_by(file_name, file_row_number) over (
        partition by partition, "InvoiceIssuerName", "InvoiceId", "InvoiceDetailId"
    )
