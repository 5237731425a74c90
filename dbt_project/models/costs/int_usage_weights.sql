-- What charges that follow usage are split by: tokens of the charge's kind and model; all tokens of the model where
-- nobody has that kind; credits, else sessions, of the tool where the charge names a tool and no model.
with

charge_days as (

    select
        charge_id,
        billed_cost,
        issuer,
        token_kind,
        meter,
        billed_thing,
        cast(unnest(generate_series(charge_date_start, charge_date_end - 1, interval 1 day)) as date) as usage_date
    from {{ ref('int_charge_meters') }}
    where allocation_rule = 'usage' and billed_cost != 0 and {{ in_pieces('charge_period') }}

),

shared_usage as (

    select
        charge_days.charge_id,
        charge_days.billed_cost,
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
    inner join {{ ref('int_meter_days') }} as usage using (meter, usage_date)
    left join {{ ref('int_billed_by_name') }} as named
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
        charge_id,
        {{ units('any_value(billed_cost)') }} as units,
        sum(of_its_kind) > 0 as has_its_kind
    from candidates
    group by charge_id

)

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
