{{ piecewise(piece='billing_period', made_of={'stg_github_copilot__ai_credit_usage': 'same piece'}) }}
-- What GitHub bills for AI credits beyond those that seats include. The same money may have been asked for in several
-- ways: of the enterprise or of its organizations, of everybody or of each user, for the month or for its days. Of each
-- product counts the way that tells of most, and of those that tell of as much the finest.
with

items as (

    select
        * exclude (partition, billing_period),
        partition as billing_period,
        coalesce(usage_date, billing_period) as first_day,
        coalesce(usage_date + 1, cast(billing_period + interval 1 month as date)) as after_day,
        concat_ws(
            ' ',
            case when usage_date is null then 'month' else 'day' end,
            case when user_login is null then 'of everybody' else 'each user' end,
            case when is_of_enterprise then 'of the enterprise' else 'of its organizations' end
        ) as way
    from {{ ref('stg_github_copilot__ai_credit_usage') }}
    where {{ in_pieces('partition') }} and net_amount_usd is not null

),

ways as (

    select
        billing_period,
        product,
        way
    from items
    group by billing_period, product, way
    qualify row_number() over (
        partition by billing_period, product order by sum(gross_amount_usd) desc nulls last, way
    ) = 1

)

select
    items.billing_period,
    'github_copilot' as source,
    'GitHub' as issuer,
    'GitHub' as service_provider,
    'GitHub Copilot' as service_name,
    items.account as billing_account_id,
    items.first_day as charge_date_start,
    items.after_day as charge_date_end,
    'Usage' as charge_category,
    items.sku_id,
    json_object('ModelId', items.model) as sku_price_details,
    lower(items.user_login) as principal_id,
    cast(items.net_amount_usd as decimal(38, 12)) as billed_cost,
    cast(items.net_amount_usd as decimal(38, 12)) as effective_cost,
    cast(items.gross_amount_usd as decimal(38, 12)) as list_cost,
    items.currency,
    cast(items.net_quantity as decimal(38, 12)) as consumed_quantity,
    items.unit as consumed_unit
from items
inner join ways
    on
        items.billing_period = ways.billing_period
        and items.way = ways.way
        and items.product is not distinct from ways.product
