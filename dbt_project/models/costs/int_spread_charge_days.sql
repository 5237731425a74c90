-- Charges that name their person, and charges for seats, over their days: a seat of a year costs every day of it.
--
-- By months of a charge period, so that a year is not made again for each of its days.
with

charges as (

    select
        *,
        charge_period || '|' || strftime(month, '%Y-%m') as charge_month
    from (
        select
            *,
            cast(unnest(generate_series(
                date_trunc('month', charge_date_start), charge_date_end - 1, interval 1 month
            )) as date) as month
        from {{ ref('int_ai_charges') }}
        where
            allocation_rule in ('direct', 'seat')
            and (
                getvariable('pieces') is null
                or charge_period in list_transform(getvariable('pieces'), lambda piece: left(piece, -8))
            )
    )
    where {{ in_pieces("charge_period || '|' || strftime(month, '%Y-%m')") }}

),

charge_days as (

    {{ spread_over_days(
        'charges', 'greatest(charge_date_start, month)',
        'least(charge_date_end, cast(month + interval 1 month as date))'
    ) }}

)

select
    charge_id,
    charge_month,
    charge_period,
    bill,
    currency,
    allocation_rule,
    tool,
    is_seat,
    person_key,
    billed_cost,
    usage_date,
    day_units
from charge_days
