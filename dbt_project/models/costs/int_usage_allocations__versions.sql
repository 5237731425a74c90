-- What each charge period's allocation is made of: its charges, the usage of its days, whom its issuer bills by
-- name on them, and the teams people were in.
with

periods as (

    select
        charge_period as piece,
        issuer,
        charge_date_start as first_day,
        charge_date_end as after_day,
        sum(hash(charge_id, billed_cost, person_key, model, token_kind, tool)) as version,
        bool_or(allocation_rule = 'usage') as is_shared,
        sum(hash(person_key, charge_category, model, token_kind, tool, sku_id, consumed_unit)) filter (
            where allocation_rule = 'direct'
        ) as named_version
    from {{ ref('int_ai_charges') }}
    where allocation_rule != 'follow'
    group by charge_period, issuer, charge_date_start, charge_date_end

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
        sum(hash(named.piece, named.named_version)) as version
    from periods
    inner join periods as named
        on
            periods.issuer = named.issuer
            and named.first_day < periods.after_day
            and named.after_day > periods.first_day
    where periods.is_shared and named.named_version is not null
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
