-- Charges with what Assay reads into them: an id, the model and kind of token, and whether they buy AI.
with

charges as (

    select
        known.*,
        -- all that is known of a charge but where it was delivered: rows that share it are equal in every way
        md5(cast(to_json(known) as varchar)) as fingerprint,
        lower(concat_ws(' ', sku_id, sku_meter, charge_description)) as sku_text,
        lower(coalesce(sku_price_details ->> '$.TokenCacheAction', sku_price_details ->> '$.x_TokenCacheAction'))
            as cache_action,
        lower(coalesce(sku_price_details ->> '$.TokenDirection', sku_price_details ->> '$.x_TokenDirection'))
            as direction
    from (select * exclude (file_name) from {{ ref('stg_focus__charges') }}) as known

),

kinds as (

    select
        *,
        -- equal charges are lawful and both count, so equal rows are told apart by their number
        fingerprint || '-' || row_number() over (partition by billing_period, fingerprint) as charge_id,
        case
            when consumed_unit is null or lower(consumed_unit) not like '%token%' then null
            -- FOCUS 1.5's own words, with the prefix that earlier versions ask for
            when cache_action = 'read' then 'cache_read'
            when cache_action = 'write' then 'cache_write'
            when direction = 'output' then 'output'
            when direction = 'input' then 'uncached_input'
            -- else what the texts say: `uncached` holds `cache`, and `thread` holds `read`
            when regexp_matches(sku_text, 'uncached') then 'uncached_input'
            when regexp_matches(sku_text, 'cache.*(write|creation)') then 'cache_write'
            when regexp_matches(sku_text, 'cached|cache[^a-z]*(read|hit)|(read|hit)s?[^a-z]+.*cache') then 'cache_read'
            when sku_text like '%output%' then 'output'
            when sku_text like '%input%' then 'uncached_input'
        end as token_kind
    from charges

)

select
    kinds.* exclude (fingerprint, sku_text, sku_price_details, cache_action, direction),
    coalesce(
        kinds.sku_price_details ->> '$.ModelId',
        kinds.sku_price_details ->> '$.x_ModelId',
        case
            when kinds.token_kind is not null
                then
                    regexp_replace(
                        kinds.sku_id,
                        '[-_](uncached[-_]|cached[-_]|cache[-_].*)?(input|output|read|write|creation)'
                        || '([-_]tokens?)?([-_]count)?$',
                        ''
                    )
        end
    ) as model,
    services.tool,
    coalesce(kinds.service_subcategory = 'Generative AI', false) or services.tool is not null as is_ai
from kinds
left join {{ ref('ai_services') }} as services
    on starts_with(kinds.issuer, services.issuer) and starts_with(kinds.service_name, services.service_name)
