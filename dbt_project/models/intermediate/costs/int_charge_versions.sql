-- What each billing period's charges are made of: its partition, and who the ids were on the days it charges for.
with

periods as (

    select
        partitions.piece,
        partitions.version,
        days.first_day,
        days.last_day
    from {{ partitions_of('focus', 'charges') }} as partitions
    left join (
        select
            billing_period as piece,
            min(charge_date_start) as first_day,
            max(charge_date_start) as last_day
        from {{ ref('stg_focus__charges') }}
        group by billing_period
    ) as days using (piece)

)

select
    periods.piece,
    periods.version || '/' || coalesce({{ digest('identities.version') }}, '') as version
from periods
left join {{ ref('int_identity_day_versions') }} as identities
    on periods.last_day >= identities.valid_from and periods.first_day < identities.valid_to
group by periods.piece, periods.version
