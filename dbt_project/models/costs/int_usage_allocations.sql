{{ piecewise(piece='charge_period', content_by='usage_date', made_of={
    'int_usage_allocations__versions': 'same piece',
    'int_ai_charges': 'versions',
    'fct_usage_days': 'versions',
    'int_people_validity': 'versions',
    'int_teams': 'the whole',
}) }}
-- AI charges over the people whose usage they bill: by tokens of the charge's kind and model; by all tokens of the
-- model where nobody has that kind; by credits, else sessions, of the tool where the charge names a tool and no model.
-- What nobody used is nobody's, on all days of the charge.
with

metered as (

    select
        *,
        case when model is not null then 'model:' || model else 'tool:' || tool end as meter,
        -- a tool's seats are billed beside its use, and who has a seat of his own still shares the use
        coalesce(model, concat_ws('|', tool, charge_category, sku_id, consumed_unit)) as billed_thing
    from {{ ref('int_ai_charges') }}
    where allocation_rule in ('direct', 'usage')

),

charges as (

    select *
    from metered
    where allocation_rule = 'usage' and {{ in_pieces('charge_period') }}

),

charge_days as (

    select
        charge_id,
        issuer,
        token_kind,
        meter,
        billed_thing,
        cast(unnest(generate_series(charge_date_start, charge_date_end - 1, interval 1 day)) as date) as usage_date
    from charges
    where billed_cost != 0

),

-- Usage that its person is billed for by name has no part in what the others share, whatever days the two charges
-- cover: day by day, so that the person's other days do.
billed_by_name as (

    select
        issuer,
        billed_thing,
        usage_date,
        person_key,
        bool_or(token_kind is null) as has_everything,
        list(distinct token_kind) as token_kinds
    from (
        select
            issuer,
            person_key,
            token_kind,
            billed_thing,
            cast(unnest(generate_series(
                greatest(charge_date_start, (select min(charge_days.usage_date) from charge_days)),
                least(charge_date_end - 1, (select max(charge_days.usage_date) from charge_days)),
                interval 1 day
            )) as date) as usage_date
        from metered
        where
            allocation_rule = 'direct'
            -- who is given money back, or taxed, is not billed for the use
            and charge_category in ('Usage', 'Purchase')
            and issuer in (select charge_days.issuer from charge_days)
            and charge_date_start <= (select max(charge_days.usage_date) from charge_days)
            and charge_date_end > (select min(charge_days.usage_date) from charge_days)
    )
    group by issuer, billed_thing, usage_date, person_key

),

usage as (

    select
        usage_date,
        'model:' || model as meter,
        person_key,
        -- a team of the vendor's that the company does not know is no receiver of its own
        vendor_team.team_id as unattributed_team_id,
        sum(uncached_input_tokens) as uncached_input,
        sum(cache_read_tokens) as cache_read,
        sum(cache_write_tokens) as cache_write,
        sum(output_tokens) as output,
        null as credit_millionths,
        null as sessions
    from {{ ref('fct_usage_days') }}
    left join {{ ref('int_teams') }} as vendor_team on unattributed_team_id = vendor_team.team_id
    where
        is_primary_measurement
        and model != 'all'
        and usage_date >= (select min(charge_date_start) from charges)
        and usage_date < (select max(charge_date_end) from charges)
    group by usage_date, model, person_key, vendor_team.team_id

    union all

    select
        usage_date,
        'tool:' || tool as meter,
        person_key,
        vendor_team.team_id as unattributed_team_id,
        null as uncached_input,
        null as cache_read,
        null as cache_write,
        null as output,
        -- whole numbers to split by
        cast(sum(credits) * 1000000 as hugeint) as credit_millionths,
        sum(session_count) as sessions
    from {{ ref('fct_usage_days') }}
    left join {{ ref('int_teams') }} as vendor_team on unattributed_team_id = vendor_team.team_id
    where
        is_primary_measurement
        and tool in (
            select tool from charges
            where model is null
        )
        and usage_date >= (select min(charge_date_start) from charges)
        and usage_date < (select max(charge_date_end) from charges)
    group by usage_date, tool, person_key, vendor_team.team_id

),

-- here, where there are fewest rows
usage_of_teams as (

    select
        usage.*,
        coalesce(people.team_id, vendor_team.team_id, 'unattributed') as team_id,
        coalesce(people.cost_center, vendor_team.cost_center, 'unattributed') as cost_center
    from usage
    {{ join_team('usage') }}

),

shared_usage as (

    select
        charge_days.charge_id,
        charge_days.token_kind,
        usage.usage_date,
        usage.person_key,
        usage.team_id,
        usage.cost_center,
        usage.unattributed_team_id,
        {% for kind in ['uncached_input', 'cache_read', 'cache_write', 'output'] -%}
            case
                when not coalesce(list_contains(named.token_kinds, {{ literal(kind) }}), false) then usage.{{ kind }}
            end as {{ kind }},
        {% endfor -%}
        usage.credit_millionths,
        usage.sessions
    from charge_days
    inner join usage_of_teams as usage using (meter, usage_date)
    left join billed_by_name as named
        on
            charge_days.issuer = named.issuer
            and charge_days.billed_thing = named.billed_thing
            and usage.usage_date = named.usage_date
            and usage.person_key = named.person_key
    where not coalesce(named.has_everything, false)

),

candidates as (

    select
        *,
        {{ of_its_kind('shared_usage') }} as of_its_kind,
        {{ of_anything('shared_usage') }} as anything
    from shared_usage

),

-- by what the charge bills if anybody has it, for all who share the charge: one measure, never a mixture
kinds as (

    select
        candidates.charge_id,
        {{ units('any_value(charges.billed_cost)') }} as units,
        sum(candidates.of_its_kind) > 0 as has_its_kind
    from candidates
    inner join charges using (charge_id)
    group by candidates.charge_id

),

weighted as (

    select
        candidates.charge_id,
        candidates.usage_date,
        candidates.person_key,
        candidates.team_id,
        candidates.cost_center,
        candidates.unattributed_team_id,
        kinds.units,
        cast(case when kinds.has_its_kind then candidates.of_its_kind else candidates.anything end as hugeint) as weight
    from candidates
    inner join kinds using (charge_id)
    where case when kinds.has_its_kind then candidates.of_its_kind else candidates.anything end > 0

),

shared as (

    {{ largest_remainder('weighted', 'charge_id', 'usage_date, person_key, unattributed_team_id') }}

),

not_shared as (

    select *
    from charges
    where charge_id not in (select weighted.charge_id from weighted)

),

not_shared_days as (

    {{ spread_over_days('not_shared') }}

),

allocated as (

    select
        charge_id,
        usage_date,
        person_key,
        team_id,
        cost_center,
        share_units as units,
        'usage_share' as allocation_method
    from shared
    where share_units != 0

    union all

    select
        charge_id,
        usage_date,
        'unattributed' as person_key,
        'unattributed' as team_id,
        'unattributed' as cost_center,
        day_units as units,
        'unattributed' as allocation_method
    from not_shared_days

)

select
    charges.charge_period,
    charges.bill,
    allocated.charge_id,
    allocated.usage_date,
    allocated.person_key,
    allocated.team_id,
    allocated.cost_center,
    {{ from_units('allocated.units') }} as allocated_cost,
    charges.currency,
    allocated.allocation_method,
    false as is_idle_seat
from allocated
inner join charges using (charge_id)
