with

source as (

    select * from {{ source('focus', 'charges') }}

)

select
    partition as billing_period,
    file_name,
    "InvoiceIssuerName" as issuer,
    coalesce("ServiceProviderName", "ProviderName", "PublisherName", "InvoiceIssuerName") as service_provider,
    "PublisherName" as publisher,
    "ServiceName" as service_name,
    "ServiceCategory" as service_category,
    "ServiceSubcategory" as service_subcategory,
    "InvoiceId" as invoice_id,
    "BillingAccountId" as billing_account_id,
    {{ utc('"BillingPeriodStart"') }} as billing_period_start,
    cast({{ utc('"ChargePeriodStart"') }} as date) as charge_date_start,
    -- FOCUS ends are exclusive; a charge of some hours of a day covers that day
    greatest(
        cast({{ utc('"ChargePeriodEnd"') }} - interval 1 microsecond as date),
        cast({{ utc('"ChargePeriodStart"') }} as date)
    ) + 1 as charge_date_end,
    {{ utc('"ChargePeriodStart"') }} as charge_started_at,
    {{ utc('"ChargePeriodEnd"') }} as charge_ended_at,
    "ChargeCategory" as charge_category,
    "ChargeClass" as charge_class,
    "ChargeDescription" as charge_description,
    "SkuId" as sku_id,
    "SkuPriceId" as sku_price_id,
    "SkuMeter" as sku_meter,
    nullif(concat_ws(
        ' ', "x_SkuMeterCategory", "x_SkuMeterSubcategory", "x_SkuMeterName", "x_SkuDescription", "x_ServiceCode",
        "x_UsageType"
    ), '') as provider_texts,
    "SubAccountId" as sub_account_id,
    "ResourceId" as resource_id,
    lower("PrincipalId") as principal_id,
    lower("CredentialId") as credential_id,
    {{ tagged_person('"Tags"') }} as tag_person_id,
    case when json_valid("SkuPriceDetails") then cast("SkuPriceDetails" as json) end as sku_price_details,
    "BilledCost" as billed_cost,
    coalesce("EffectiveCost", "BilledCost") as effective_cost,
    "ListCost" as list_cost,
    {{ currency('"BillingCurrency"') }} as currency,
    "ConsumedQuantity" as consumed_quantity,
    "ConsumedUnit" as consumed_unit,
    "PricingQuantity" as pricing_quantity,
    "PricingUnit" as pricing_unit
from source
