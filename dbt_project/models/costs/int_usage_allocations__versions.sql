-- What each charge period's allocation is made of: its charges, the usage of its days, whom its issuer bills by
-- name on them, and the teams people were in.
with

periods as (

    select
        *,
        charge_period as piece
    from {{ ref('int_charge_periods') }}
    where allocation_rule = 'usage'

),

parts as (

    select
        piece,
        'charges' as part,
        version
    from periods

    union all

    select
        periods.piece,
        'usage' as part,
        sum(hash(usage.piece, usage.content)) as version
    from periods
    inner join {{ state_table('fct_usage_days', 'content') }} as usage
        on cast(usage.piece as date) >= periods.first_day and cast(usage.piece as date) < periods.after_day
    group by periods.piece

    union all

    select
        periods.piece,
        'named' as part,
        sum(hash(named.charge_period, named.named_version)) as version
    from periods
    inner join {{ ref('int_charge_periods') }} as named
        on
            periods.issuer = named.issuer
            and named.first_day < periods.after_day
            and named.after_day > periods.first_day
    where named.named_version is not null
    group by periods.piece

    union all

    select
        periods.piece,
        'people' as part,
        sum(hash(greatest(people.valid_from, periods.first_day), people.content)) as version
    from periods
    inner join {{ state_table('int_people_validity', 'periods') }} as people
        on periods.first_day < people.valid_to and periods.after_day > people.valid_from
    group by periods.piece

)

select
    piece,
    sum(hash(part, version)) as version
from parts
group by piece
-- depends on {{ ref('fct_usage_days') }}, {{ ref('int_people_validity') }}
