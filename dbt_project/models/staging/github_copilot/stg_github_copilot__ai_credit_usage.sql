with

source as (

    select * from {{ source('github_copilot', 'ai_credit_usage') }}

),

answers as (

    select
        partition,
        file_row_number,
        make_date("timePeriod".year, "timePeriod".month, 1) as billing_period,
        make_date("timePeriod".year, "timePeriod".month, "timePeriod".day) as usage_date,
        enterprise,
        organization,
        "user",
        product,
        model,
        "costCenter".id as cost_center_id,
        "usageItems" as items
    from source

),

latest as (

    -- the same question answered again: an open month only grows
    select *
    from answers
    qualify {{ is_latest(
        'billing_period, usage_date, enterprise, organization, "user", product, model, cost_center_id',
        newer=['list_sum(list_transform(items, lambda item: item."grossQuantity"))']
    ) }}

),

items as (

    select
        * exclude (items),
        unnest(items) as item
    from latest

),

renamed as (

    select
        partition,
        billing_period,
        usage_date,
        coalesce(item.organization, organization, enterprise) as account,
        enterprise is not null and organization is null as is_of_enterprise,
        coalesce(item.user, "user") as user_login,
        cost_center_id,
        coalesce(item.product, product) as product,
        item.sku as sku_id,
        coalesce(item.model, model) as model,
        item."unitType" as unit,
        item."pricePerUnit" as unit_price_usd,
        item."grossQuantity" as gross_quantity,
        item."grossAmount" as gross_amount_usd,
        item."discountAmount" as discount_amount_usd,
        item."netQuantity" as net_quantity,
        item."netAmount" as net_amount_usd,
        'USD' as currency
    from items

)

select * from renamed
