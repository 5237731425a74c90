-- The kind of token and the model that a charge bills: FOCUS's own words, else what its texts say.
with

texts as (

    select
        *,
        lower(concat_ws(' ', sku_id, sku_meter, charge_description)) as sku_text,
        lower(coalesce(sku_price_details ->> '$.TokenCacheAction', sku_price_details ->> '$.x_TokenCacheAction'))
            as cache_action,
        lower(coalesce(sku_price_details ->> '$.TokenDirection', sku_price_details ->> '$.x_TokenDirection'))
            as direction,
        -- what LiteLLM exports of itself: a resource that is the model, counted in requests, on no invoice
        coalesce(
            invoice_id is null
            and sku_id is null
            and consumed_unit = 'Requests'
            and resource_id = charge_description,
            false
        ) as is_list_estimate,
        -- neither is on an invoice
        coalesce(is_list_estimate or source != 'focus', false) as is_estimate
    from {{ ref('int_delivered_charges') }}

),

kinds as (

    select
        *,
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
            when regexp_matches(sku_text, 'cached|cchd|cache[^a-z]*(read|hit)|(read|hit)s?[^a-z]+.*cache')
                then 'cache_read'
            when regexp_matches(sku_text, 'output|\b(outp|opt)\b') then 'output'
            when regexp_matches(sku_text, 'input|\binp\b') then 'uncached_input'
        end as token_kind
    from texts

),

worded as (

    select
        *,
        {{ without_token_words('sku_id') }} as sku_words,
        {{ without_token_words('sku_meter') }} as meter_words,
        {{ without_token_words('charge_description') }} as description_words
    from kinds

),

named as (

    select
        *,
        coalesce(
            sku_price_details ->> '$.ModelId',
            sku_price_details ->> '$.x_ModelId',
            case
                when is_list_estimate then resource_id
                when token_kind is null then null
                -- the first text that speaks of tokens names the model beside them, unless the SKU is a name itself
                when sku_words not in ('', sku_id) then sku_words
                when regexp_matches(sku_id, '[a-z]{3}') and not regexp_matches(sku_id, '^[0-9a-f]{8}-') then sku_id
                when meter_words not in ('', sku_meter) then meter_words
                when description_words not in ('', charge_description) then description_words
                else sku_id
            end
        ) as spelling
    from worded

),

charged as (

    select
        *,
        nullif({{ model_name('spelling') }}, 'unknown') as model_as_spelled
    from named

)

select
    charged.* exclude (
        sku_text, sku_price_details, cache_action, direction, sku_words, meter_words, description_words, spelling,
        model_as_spelled
    ),
    coalesce(names.model, charged.model_as_spelled) as model
from charged
left join {{ ref('model_names') }} as names on charged.model_as_spelled = names.name
