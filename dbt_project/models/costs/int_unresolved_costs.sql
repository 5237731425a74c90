{{ piecewise(piece='charge_period', made_of={
    'int_unresolved_costs__versions': 'same piece',
    'int_usage_allocations': 'versions',
    'int_spread_allocations': 'versions',
    'int_ai_charges': 'versions',
    'int_unresolved_charge_ids': 'versions',
    'fct_usage_days': 'versions',
    'int_teams': 'the whole',
}) }}
-- Nobody's part of each charge, over the ids that drew it: what was shared by use over the ids that used, by the same
-- measure; else to the id that the charge itself names. What came without an id is
-- no id's.
with

parts as (

    select *
    from {{ ref('int_leading_allocations') }}
    where
        person_key = 'unattributed'
        and not is_idle_seat
        and allocated_cost != 0
        and {{ in_pieces('charge_period') }}

),

drawn as (

    select
        parts.charge_period,
        parts.charge_id,
        parts.usage_date,
        parts.team_id,
        parts.currency,
        parts.allocated_cost,
        charges.token_kind,
        coalesce('model:' || charges.model, 'tool:' || charges.tool) as meter
    from parts
    inner join {{ ref('int_ai_charges') }} as charges using (charge_id)
    where parts.allocation_method = 'usage_share' and charges.billing_period = right(parts.bill, 7)

),

usage as (

    select
        usage.usage_date,
        coalesce(vendor_team.team_id, 'unattributed') as team_id,
        usage.source,
        usage.unattributed_key,
        measured.meter,
        sum(measured.uncached_input) as uncached_input,
        sum(measured.cache_read) as cache_read,
        sum(measured.cache_write) as cache_write,
        sum(measured.output) as output,
        cast(sum(measured.credits) * 1000000 as hugeint) as credit_millionths,
        sum(measured.sessions) as sessions
    from {{ ref('fct_usage_days') }} as usage
    left join {{ ref('int_teams') }} as vendor_team on usage.unattributed_team_id = vendor_team.team_id
    cross join
        lateral (
            values
            (
                'model:' || usage.model, usage.uncached_input_tokens, usage.cache_read_tokens,
                usage.cache_write_tokens, usage.output_tokens, null, null
            ),
            ('tool:' || usage.tool, null, null, null, null, usage.credits, usage.session_count)
        ) as measured (meter, uncached_input, cache_read, cache_write, output, credits, sessions)
    where
        usage.is_primary_measurement
        and usage.person_key = 'unattributed'
        and usage.usage_date >= (select min(drawn.usage_date) from drawn)
        and usage.usage_date <= (select max(drawn.usage_date) from drawn)
    group by usage.usage_date, vendor_team.team_id, usage.source, usage.unattributed_key, measured.meter

),

candidates as (

    select
        drawn.*,
        usage.source,
        usage.unattributed_key,
        {{ units('drawn.allocated_cost') }} as units,
        {{ of_its_kind('usage') }} as of_its_kind,
        {{ of_anything('usage') }} as anything
    from drawn
    inner join usage using (usage_date, team_id, meter)

),

weighted as (

    select
        * exclude (of_its_kind, anything),
        cast(case when has_its_kind then of_its_kind else anything end as hugeint) as weight
    from (
        select
            *,
            sum(of_its_kind) over (partition by charge_id, usage_date, team_id) > 0 as has_its_kind
        from candidates
    )
    where case when has_its_kind then of_its_kind else anything end > 0

),

shared as (

    {{ largest_remainder('weighted', 'charge_id, usage_date, team_id', 'source, unattributed_key') }}

),

found as (

    select
        charge_period,
        source,
        unattributed_key,
        currency,
        {{ from_units('share_units') }} as allocated_cost
    from shared

    union all

    select
        parts.charge_period,
        'focus' as source,
        ids.unattributed_key,
        parts.currency,
        parts.allocated_cost
    from parts
    inner join {{ ref('int_unresolved_charge_ids') }} as ids
        on parts.charge_id = ids.charge_id and right(parts.bill, 7) = ids.billing_period
    where parts.allocation_method != 'usage_share'

)

select
    charge_period,
    source,
    unattributed_key,
    currency,
    cast(sum(allocated_cost) as decimal(38, 12)) as allocated_cost
from found
where unattributed_key is not null
group by charge_period, source, unattributed_key, currency
