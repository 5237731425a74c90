-- What each charge period's allocation is made of: its charges, the usage of its days, whom its issuer bills by name on
-- them, and the teams people were in.
with

periods as (

    select
        charge_period as piece,
        issuer,
        charge_date_start,
        charge_date_end,
        {{ digest('charge_id, billed_cost, person_key, model, token_kind, tool') }} as version,
        bool_or(allocation_rule = 'usage') as is_shared,
        cast(
            sum(cast(
                hash(person_key, charge_category, model, token_kind, tool, sku_id, consumed_unit) as hugeint
            )) filter (where allocation_rule = 'direct') as varchar
        ) as named_version
    from {{ ref('int_ai_charges') }}
    where allocation_rule != 'follow'
    group by charge_period, issuer, charge_date_start, charge_date_end

),

usage as (

    select
        periods.piece,
        {{ digest('built.piece, built.version') }} as version
    from periods
    inner join {{ built_versions('fct_usage_days') }} as built
        on
            cast(built.piece as date) >= periods.charge_date_start
            and cast(built.piece as date) < periods.charge_date_end
    group by periods.piece

),

named as (

    select
        periods.piece,
        {{ digest('named.piece, named.named_version') }} as version
    from periods
    inner join periods as named
        on
            periods.issuer = named.issuer
            and named.charge_date_start < periods.charge_date_end
            and named.charge_date_end > periods.charge_date_start
    where periods.is_shared and named.named_version is not null
    group by periods.piece

),

people as (

    {{ versions_within(
        'periods', ref('int_people_day_versions'), first_day='charge_date_start', after_day='charge_date_end'
    ) }}

),

teams as (

    select coalesce({{ digest('team_id, cost_center') }}, '') as version from {{ ref('int_teams') }}

)

select
    periods.piece,
    concat_ws(
        '/', periods.version, usage.version, coalesce(named.version, ''), people.version, teams.version
    ) as version
from periods
left join usage using (piece)
left join named using (piece)
left join people using (piece)
cross join teams
