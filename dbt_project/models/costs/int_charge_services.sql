-- What a charge buys: whether that is AI, also where the bill's version of FOCUS has no subcategory to say so, which
-- tool of ours it is for, and whether it is for seats.
with

texts as (

    select
        *,
        replace(lower(concat_ws(' | ', issuer, service_provider, publisher)), '_', ' ') as seller,
        replace(
            lower(concat_ws(' | ', service_name, sku_id, sku_meter, provider_texts, charge_description)), '_', ' '
        ) as thing,
        replace(lower(concat_ws(' | ', consumed_unit, pricing_unit)), '_', ' ') as unit
    from {{ ref('int_charge_models') }}

),

served as (

    select
        *,
        {{ ai_service('seller', 'thing') }} as service
    from texts

),

known as (

    select
        served.*,
        services.tool,
        coalesce(served.service_subcategory = 'Generative AI', false) or coalesce(services.is_ai, false) as is_ai,
        services.is_ai is null and (
            coalesce(served.service_category = 'AI and Machine Learning', false)
            or {{ any_match("concat_ws(' | ', served.seller, served.thing)", 'ai_hints') }}
        ) as has_hints
    from served
    left join {{ ref('ai_services') }} as services using (service)

)

select
    * exclude (seller, thing, unit, service, has_hints, provider_texts, service_category, publisher),
    is_ai
    and charge_category in ('Usage', 'Purchase')
    and token_kind is null
    and (
        regexp_matches(unit, '\b(seat|user|licen[cs]e|member|subscription)s?\b')
        or (
            regexp_matches(thing, '\b(seat|licen[cs]e|subscription)s?\b|\bper user\b')
            and not regexp_matches(thing, '\b(overage|credits?|requests?|tokens?)\b')
        )
    ) as is_seat,
    {{ seat_count('unit', 'thing') }} as seat_count,
    -- what nobody looked into: a tax follows what it taxes
    not is_ai
    and service is null
    and charge_category in ('Tax', 'Credit', 'Adjustment')
    and coalesce(starts_with(service_subcategory, 'Other'), true) as is_of_its_invoice,
    not is_ai and has_hints as looks_like_ai
from known
