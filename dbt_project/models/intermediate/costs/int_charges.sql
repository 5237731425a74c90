-- Charges with what Assay reads into them: an id, the model and kind of token, and whether they buy AI.
with

charges as (

    select
        *,
        md5(
            to_json({
                'a': issuer, 'b': invoice_id, 'c': billing_account_id, 'd': billing_period, 'e': charge_started_at,
                'f': charge_ended_at, 'g': charge_category, 'h': charge_class, 'i': charge_description, 'j': sku_id,
                'k': sku_price_id, 'l': sub_account_id, 'm': resource_id, 'n': principal_id, 'o': credential_id,
                'p': cast(billed_cost as varchar), 'q': cast(list_cost as varchar), 'r': currency,
                's': cast(consumed_quantity as varchar), 't': service_name
            })
        ) as fingerprint,
        lower(concat_ws(' ', sku_id, sku_meter, charge_description)) as sku_text
    from {{ ref('stg_focus__charges') }}

),

kinds as (

    select
        *,
        -- equal charges are lawful and both count, so equal rows are told apart by their number
        fingerprint || '-' || row_number() over (partition by billing_period, fingerprint) as charge_id,
        case
            when consumed_unit is null or lower(consumed_unit) not like '%token%' then null
            when sku_text like '%cache%' and sku_text like '%read%' then 'cache_read'
            when sku_text like '%cache%' then 'cache_write'
            when sku_text like '%output%' then 'output'
            when sku_text like '%input%' then 'uncached_input'
        end as token_kind
    from charges

)

select
    kinds.* exclude (fingerprint, sku_text, sku_price_details),
    coalesce(
        kinds.sku_price_details ->> '$.ModelId',
        kinds.sku_price_details ->> '$.x_ModelId',
        case
            when kinds.token_kind is not null
                then
                    regexp_replace(
                        kinds.sku_id,
                        '[-_](uncached[-_]|cached[-_]|cache[-_].*)?(input|output|read|write|creation)([-_]tokens?)?$',
                        ''
                    )
        end
    ) as model,
    services.tool,
    coalesce(kinds.service_subcategory = 'Generative AI', false) or services.tool is not null as is_ai
from kinds
left join {{ ref('ai_services') }} as services
    on starts_with(kinds.issuer, services.issuer) and starts_with(kinds.service_name, services.service_name)
