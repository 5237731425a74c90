"""FOCUS, the FinOps Foundation's billing format: charges of versions 1.0 to 1.4, and invoice lines of 1.4.

Traps: exports write a literal NULL; 1.4 dropped ProviderName; whole-number decimals lack their point.
"""

from orchestration.sources import MONEY, TIMESTAMP, Column, Stream

_TEXTS = (
    "BillingAccountId ChargeClass ChargeDescription ChargeFrequency ConsumedUnit HostProviderName InvoiceDetailId "
    "InvoiceId PricingCategory PricingUnit ProviderName PublisherName ServiceCategory ServiceName "
    "ServiceProviderName ServiceSubcategory SkuId SkuMeter SkuPriceDetails SkuPriceId SubAccountId ResourceId "
    "PrincipalId CredentialId Tags"
).split()

STREAMS = (
    Stream(
        source="focus",
        name="charges",
        brings="bills",
        rows="one row a billed charge, in FOCUS columns",
        day="BillingPeriodStart",
        partition="month",
        null_text=("", "NULL"),
        columns=(
            Column("BilledCost", MONEY, required=True),
            Column("EffectiveCost", MONEY),
            Column("ListCost", MONEY),
            Column("ContractedCost", MONEY),
            Column("BillingCurrency", required=True),
            Column("BillingPeriodStart", TIMESTAMP, required=True),
            Column("BillingPeriodEnd", TIMESTAMP),
            Column("ChargePeriodStart", TIMESTAMP, required=True),
            Column("ChargePeriodEnd", TIMESTAMP, required=True),
            Column("ChargeCategory", required=True),
            Column("InvoiceIssuerName", required=True),
            Column("ConsumedQuantity", MONEY),
            Column("PricingQuantity", MONEY),
            Column("ListUnitPrice", MONEY),
            *(Column(name) for name in _TEXTS),
        ),
        owner="team:finance",
        late_after_days=35,
    ),
    Stream(
        source="focus",
        name="invoice_details",
        rows="one row an invoice line",
        day="BillingPeriodStart",
        partition="month",
        null_text=("", "NULL"),
        columns=(
            Column("BilledCost", MONEY, required=True),
            Column("BillingAccountId"),
            Column("BillingCurrency", required=True),
            Column("BillingPeriodStart", TIMESTAMP, required=True),
            Column("BillingPeriodEnd", TIMESTAMP),
            Column("ChargeCategory"),
            Column("InvoiceDetailId"),
            Column("InvoiceId", required=True),
            Column("InvoiceIssueDate", TIMESTAMP),
            Column("InvoiceIssueStatus"),
            Column("InvoiceIssuerName", required=True),
            Column("PaymentCurrency"),
            Column("PaymentCurrencyBilledCost", MONEY),
            Column("ReferenceInvoiceId"),
        ),
        owner="team:finance",
        late_after_days=35,
    ),
)
