-- What each billing period's charges are made of: its partition, and who the ids were on the days it charges for.
with

periods as (

    select
        partitions.piece,
        partitions.version,
        days.first_day,
        days.after_day
    from {{ partitions_of('focus', 'charges') }} as partitions
    left join (
        select
            billing_period as piece,
            min(charge_date_start) as first_day,
            max(charge_date_start) + 1 as after_day
        from {{ ref('stg_focus__charges') }}
        group by billing_period
    ) as days using (piece)

),

identities as (

    {{ versions_within('periods', ref('int_identity_day_versions')) }}

)

select
    periods.piece,
    periods.version || '/' || coalesce(identities.version, '') as version
from periods
left join identities using (piece)
