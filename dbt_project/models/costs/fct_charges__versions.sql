-- Who the ids were on the days that a billing period charges for.
select
    periods.billing_period as piece,
    sum(hash(greatest(identities.valid_from, periods.first_day), identities.content)) as version
from (
    select
        billing_period,
        min(charge_date_start) as first_day,
        max(charge_date_start) + 1 as after_day
    from (
        select
            billing_period,
            charge_date_start
        from {{ ref('stg_focus__charges') }}
        union all
        select
            billing_period,
            charge_date_start
        from {{ ref('int_vendor_charges') }}
    )
    group by billing_period
) as periods
inner join {{ state_table('int_identities', 'periods') }} as identities
    on periods.first_day < identities.valid_to and periods.after_day > identities.valid_from
group by periods.billing_period
-- depends on {{ ref('int_identities') }}
