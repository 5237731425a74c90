-- What each billing period's charges are made of: its partition, and who the ids were in that month.
with

periods as (

    select
        piece,
        version,
        cast(piece || '-01' as date) as first_day
    from {{ partitions_of('focus', 'charges') }}

)

select
    periods.piece,
    periods.version || '/' || coalesce({{ digest('identities.version') }}, '') as version
from periods
left join {{ ref('int_identity_day_versions') }} as identities
    on identities.valid_from < periods.first_day + interval 1 month and identities.valid_to > periods.first_day
group by periods.piece, periods.version
