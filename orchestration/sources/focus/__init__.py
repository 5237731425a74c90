"""FOCUS, the FinOps Foundation's billing format: charges of versions 1.0 to 1.4, and invoice lines of 1.4.

Traps: exports write a literal NULL; 1.4 dropped ProviderName; whole-number decimals lack their point.
"""

from orchestration.sources import MONEY, TIMESTAMP, Column, Stream

_TEXTS = (
    "BillingAccountId ChargeClass ChargeDescription ChargeFrequency ConsumedUnit HostProviderName InvoiceDetailId "
    "InvoiceId PricingCategory PricingUnit ProviderName PublisherName ServiceCategory ServiceName "
    "ServiceProviderName ServiceSubcategory SkuId SkuMeter SkuPriceDetails SkuPriceId SubAccountId ResourceId "
    "PrincipalId CredentialId Tags "
    # what Azure and AWS say beside FOCUS 1.0, which has no SkuMeter and no ServiceSubcategory
    "x_SkuMeterCategory x_SkuMeterSubcategory x_SkuMeterName x_SkuDescription x_ServiceCode x_UsageType"
).split()

_QUANTITY = 10**18  # may count the tokens of a month, or the bytes
#: A charge is split into its days: a commitment of three years has 1,096, one "for ever" would have no end of them.
_START = "{} between {BillingPeriodStart} - interval 10 year and {BillingPeriodStart} + interval 1 year"
_END = "{} between {ChargePeriodStart} and {ChargePeriodStart} + interval 5 year"

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
            Column(
                "ChargePeriodStart",
                TIMESTAMP,
                required=True,
                holds=_START,
                fault="lies more than 10 years before `BillingPeriodStart`, or more than 1 year after it",
            ),
            Column(
                "ChargePeriodEnd",
                TIMESTAMP,
                required=True,
                holds=_END,
                fault="lies before `ChargePeriodStart`, or more than 5 years after it",
            ),
            Column("ChargeCategory", required=True),
            Column("InvoiceIssuerName", required=True),
            Column("ConsumedQuantity", MONEY, minimum=-_QUANTITY, maximum=_QUANTITY),
            Column("PricingQuantity", MONEY, minimum=-_QUANTITY, maximum=_QUANTITY),
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
