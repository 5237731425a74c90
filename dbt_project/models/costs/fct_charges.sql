{# others see it by the first day of a billing period #}
{{ piecewise(piece='billing_period', content_by="billing_period || '-01'", made_of={
    'int_charges': 'same piece',
    'fct_charges__versions': 'same piece',
    'int_identities': 'versions',
}) }}

with

charges as (

    select
        *,
        'focus' as source,
        charge_date_start as usage_date,
        {{ external_id('principal_id') }} as first_external_id,
        {{ external_id('credential_id') }} as second_external_id
    from {{ ref('int_charges') }}
    where {{ in_pieces('billing_period') }}

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
    -- only where the charge itself names a person or a key
    nullif({{ person_key() }}, 'unattributed') as person_key,
    charges.billed_cost,
    charges.effective_cost,
    charges.list_cost,
    charges.currency,
    charges.consumed_quantity,
    charges.consumed_unit,
    charges.is_ai
from charges
{{ resolve_people('charges', ['focus']) }}
