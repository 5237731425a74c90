-- What is tolerated in each currency that anything is billed in.
with

currencies as (

    select currency from {{ ref('int_invoice_charges') }}
    union
    select currency from {{ ref('stg_focus__invoice_details') }}

)

select
    currencies.currency,
    tolerances.currency != 'other' as is_known,
    tolerances.subunit,
    tolerances.absolute_materiality,
    tolerances.relative_materiality
from currencies
inner join {{ ref('reconciliation_tolerances') }} as tolerances
    on
        tolerances.currency = case
            when currencies.currency in (select known.currency from {{ ref('reconciliation_tolerances') }} as known)
                then currencies.currency
            else 'other'
        end
