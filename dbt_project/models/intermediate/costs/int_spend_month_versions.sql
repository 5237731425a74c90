-- What each month's spend is made of: the charges of its bills, and how many people share them.
with

people as (

    select
        -- the period of a bill stands before the two days of its charges
        regexp_extract(piece, '([0-9]{4}-[0-9]{2})[|][^|]*[|][^|]*$', 1) as billing_period,
        {{ digest('piece, version') }} as version
    from {{ built_versions('int_charge_people') }}
    group by billing_period

)

select
    charges.piece || '-01' as piece,
    concat_ws('/', charges.version, people.version) as version
from {{ built_versions('fct_charges') }} as charges
left join people on charges.piece = people.billing_period
