-- What the allocated cost of a day is made of: every charge period, and every bill with followers, that covers it.
with

pieces as (

    select
        charges.charge_date_start as first_day,
        charges.charge_date_end as after_day,
        built.piece,
        built.version
    from {{ built_versions('int_usage_allocations') }} as built
    inner join (
        select distinct
            charge_period,
            charge_date_start,
            charge_date_end
        from {{ ref('int_ai_charges') }}
    ) as charges on built.piece = charges.charge_period

    union all

    -- followers lie on the days of what they follow, or on their own
    select
        charges.charge_date_start as first_day,
        charges.charge_date_end as after_day,
        built.piece,
        built.version
    from {{ built_versions('int_following_allocations') }} as built
    inner join (
        select
            bill,
            min(charge_date_start) as charge_date_start,
            max(charge_date_end) as charge_date_end
        from {{ ref('int_ai_charges') }}
        group by bill
    ) as charges on built.piece = charges.bill

)

select
    cast(cast(days.usage_date as date) as varchar) as piece,
    {{ digest('days.piece, days.version') }} as version
from (
    select
        piece,
        version,
        unnest(generate_series(first_day, after_day - 1, interval 1 day)) as usage_date
    from pieces
) as days
group by days.usage_date
