{# others see it by the first day of a billing period #}
{{ piecewise(piece='billing_period', content_by="billing_period || '-01'", pieces_at_once=1, made_of={
    'int_charges': 'same piece',
    'fct_charges__versions': 'same piece',
    'int_identities': 'versions',
}) }}

with

charges as (

    select
        *,
        charge_date_start as usage_date,
        cost_basis = 'list_estimate' as is_estimate,
        {{ external_id('principal_id') }} as first_external_id,
        {{ external_id('credential_id') }} as second_external_id
    from {{ ref('int_charges') }}
    where {{ in_pieces('billing_period') }}

),

-- looked up for the few charges that have such, not joined to all
other_ids as (

    select
        charge_id,
        usage_date,
        is_estimate,
        1 as place,
        {{ external_id('tag_person_id') }} as external_id
    from charges
    where tag_person_id is not null

    union all

    -- a gateway's account is the key that was used
    select
        charge_id,
        usage_date,
        is_estimate,
        2 as place,
        {{ external_id('billing_account_id') }} as external_id
    from charges
    where is_estimate

),

otherwise_named as (

    select
        other_ids.charge_id,
        min_by(identities.person_key, (identities.source, other_ids.place)) as person_key
    from other_ids
    inner join {{ ref('int_identities') }} as identities
        on
            other_ids.external_id = identities.external_id
            -- an estimate is the gateway's, and so are its ids
            and (identities.source = 'focus' or (identities.source = 'litellm' and other_ids.is_estimate))
            and other_ids.usage_date >= identities.valid_from
            and other_ids.usage_date < identities.valid_to
    group by other_ids.charge_id

)

select
    charges.charge_id,
    charges.issuer,
    charges.service_provider,
    charges.service_name,
    charges.invoice_id,
    charges.billing_period,
    charges.charge_date_start,
    charges.charge_date_end,
    charges.charge_category,
    charges.charge_class,
    charges.sku_id,
    charges.model,
    charges.token_kind,
    charges.tool,
    charges.is_seat,
    charges.seat_count,
    -- only where the charge itself names a person or a key
    coalesce(nullif({{ person_key() }}, 'unattributed'), otherwise_named.person_key) as person_key,
    charges.billed_cost,
    charges.effective_cost,
    charges.list_cost,
    charges.currency,
    charges.consumed_quantity,
    charges.consumed_unit,
    charges.is_ai,
    charges.looks_like_ai,
    charges.cost_basis,
    charges.is_of_record
from charges
left join otherwise_named using (charge_id)
{{ resolve_people('charges', ['focus'] + sources_of(['charges'])) }}
