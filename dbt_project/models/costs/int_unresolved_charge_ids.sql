{{ piecewise(piece='billing_period', pieces_at_once=1, made_of={
    'int_unresolved_charge_ids__versions': 'same piece',
    'int_delivered_charges': 'versions',
    'fct_charges': 'versions',
}) }}
-- The ids in charges for AI that name somebody, whom nobody knows.
with

charges as (

    select
        charge_id,
        charge_date_start,
        charge_date_end
    from {{ ref('fct_charges') }}
    where
        is_ai
        and is_of_record
        and person_key is null
        and {{ in_pieces('billing_period') }}

),

-- an invoice's charge that is part AI goes by its own id and another
delivered as (

    select
        charge_id,
        billing_period,
        list_filter(
            [{{ external_id('principal_id') }}, {{ external_id('credential_id') }}, {{ external_id('tag_person_id') }}],
            lambda id: id is not null
        ) as external_ids
    from {{ ref('int_delivered_charges') }}
    where
        coalesce(principal_id, credential_id, tag_person_id) is not null
        and {{ in_pieces('billing_period') }}

)

select
    delivered.billing_period,
    charges.charge_id,
    {{ pseudonym("'id:' || delivered.external_ids[1]") }} as unattributed_key,
    delivered.external_ids[1] as external_id,
    delivered.external_ids[2:] as other_external_ids,
    charges.charge_date_start,
    charges.charge_date_end
from charges
inner join delivered on regexp_replace(charges.charge_id, '-ai$', '') = delivered.charge_id
where len(delivered.external_ids) > 0
