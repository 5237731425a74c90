-- What a month of a charge period is made of: its charges, all seats of its days and who held them, and the teams
-- people were in.
with

months as (

    select
        *,
        charge_period || '|' || strftime(month_of_it, '%Y-%m') as piece,
        greatest(first_day, month_of_it) as from_day,
        least(after_day, cast(month_of_it + interval 1 month as date)) as to_day
    from (
        select
            *,
            cast(unnest(generate_series(date_trunc('month', first_day), after_day - 1, interval 1 month)) as date)
                as month_of_it
        from {{ ref('int_charge_periods') }}
        where allocation_rule in ('direct', 'seat')
    )

),

parts as (

    select
        piece,
        'charges' as part,
        sum(cast(hash(allocation_rule, version) as hugeint)) as version
    from months
    group by piece

    union all

    select
        months.piece,
        'holders' as part,
        sum(cast(hash(holders.part, holders.piece, holders.content) as hugeint)) as version
    from months
    inner join (
        select
            'listed' as part,
            piece,
            content
        from {{ state_table('int_listed_seats', 'content') }}
        union all
        select
            'users' as part,
            piece,
            content
        from {{ state_table('int_tool_users', 'content') }}
    ) as holders
        on cast(holders.piece as date) = months.month_of_it
    where months.allocation_rule = 'seat'
    group by months.piece

    union all

    select
        months.piece,
        'seats' as part,
        sum(cast(hash(seats.charge_period, seats.allocation_rule, seats.seat_version) as hugeint)) as version
    from months
    inner join {{ ref('int_charge_periods') }} as seats
        on
            months.from_day < seats.after_day
            and months.to_day > seats.first_day
    where months.allocation_rule = 'seat' and seats.seat_version is not null
    group by months.piece

    union all

    select
        months.piece,
        'people' as part,
        sum(cast(hash(greatest(people.valid_from, months.from_day), people.content) as hugeint)) as version
    from months
    inner join {{ state_table('int_people_validity', 'periods') }} as people
        on months.from_day < people.valid_to and months.to_day > people.valid_from
    group by months.piece

)

select
    piece,
    sum(cast(hash(part, version) as hugeint)) as version
from parts
group by piece
-- depends on {{ ref('int_seat_holders') }}, {{ ref('int_people_validity') }}
