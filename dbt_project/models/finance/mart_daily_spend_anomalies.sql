{{ piecewise(piece='usage_date', unit='day', made_of={
    'int_allocations_by_bill': 'same piece',
    'int_scope_day_costs': 'days -56 to 0',
    'int_people_validity': 'periods',
    'int_as_of': 'until',
}) }}
-- Expected is the median of the same weekday in the eight weeks before; of an even number the lower, so that it is a
-- cost that there was. A day stands out by the limits of seed anomaly_limits, and costs more than any of them. Where
-- fewer than six of them cost anything, nothing is usual.
with

days as (

    select *
    from {{ ref('int_scope_day_costs') }}
    where
        scope_kind in ('issuer', 'team')
        and {{ in_span('usage_date', before=56) }}
        and usage_date <= (select as_of_date from {{ ref('int_as_of') }})

),

asked as (

    select
        *,
        sum(allocated_cost) filter (where scope_kind = 'issuer') over (partition by usage_date, currency) as day_cost
    from days
    where {{ in_pieces('usage_date') }}

),

-- nobody's cost has no team, and the day of a team of four is about a person
teams as (

    select
        asked.usage_date,
        asked.scope
    from asked
    inner join {{ ref('int_people_validity') }} as people
        on
            asked.scope = people.team_id
            and asked.usage_date >= people.valid_from
            and asked.usage_date < people.valid_to
    where asked.scope_kind = 'team' and people.employment_type != 'service'
    group by asked.usage_date, asked.scope
    having count(distinct people.person_key) >= 5

),

before as (

    select
        asked.usage_date,
        asked.scope_kind,
        asked.scope,
        asked.currency,
        asked.allocated_cost,
        asked.day_cost,
        (asked.usage_date - min(earlier.usage_date)) // 7 as week_count,
        list(earlier.allocated_cost) filter (where (asked.usage_date - earlier.usage_date) % 7 = 0) as told_costs,
        sum(earlier.allocated_cost) as cost_of_all
    from asked
    inner join days as earlier
        on
            asked.scope_kind = earlier.scope_kind
            and asked.scope = earlier.scope
            and asked.currency = earlier.currency
            and earlier.usage_date < asked.usage_date
            and earlier.usage_date >= asked.usage_date - 56
    group by
        asked.usage_date, asked.scope_kind, asked.scope, asked.currency, asked.allocated_cost, asked.day_cost

),

-- a week without a row cost nothing
usual as (

    select
        *,
        list_sort(list_resize(coalesce(told_costs, []), week_count, cast(0 as decimal(38, 12)))) as costs,
        costs[(week_count + 1) // 2] as expected_cost,
        list_sort(list_transform(costs, lambda cost: abs(cost - expected_cost)))[(week_count + 1) // 2] as distance
    from before
    where len(told_costs) >= 6

),

anomalies as (

    select
        usage_date,
        scope_kind,
        scope,
        currency,
        expected_cost,
        allocated_cost,
        allocated_cost - expected_cost as excess
    from usual
    inner join {{ ref('anomaly_limits') }} as limits using (scope_kind)
    where
        excess > limits.distances * distance
        and allocated_cost > costs[-1]
        and excess > limits.share_of_expected * expected_cost
        and excess > limits.share_of_day * day_cost
        and excess * 7 * week_count > limits.mean_days * cost_of_all
        and (scope_kind = 'issuer' or (usage_date, scope) in (select (teams.usage_date, teams.scope) from teams))

),

allocations as (

    select * from {{ ref('int_allocations_by_bill') }}
    where {{ in_pieces('usage_date') }}

),

charges as (

    select
        anomalies.usage_date,
        anomalies.scope_kind,
        anomalies.scope,
        anomalies.currency,
        allocations.charge_id,
        sum(allocations.allocated_cost) as allocated_cost
    from allocations
    inner join anomalies
        on
            allocations.usage_date = anomalies.usage_date
            and allocations.currency = anomalies.currency
            and case when anomalies.scope_kind = 'issuer' then allocations.issuer else allocations.team_id end
            = anomalies.scope
    group by all

),

causes as (

    select
        usage_date,
        scope_kind,
        scope,
        currency,
        list(charge_id order by allocated_cost desc, charge_id asc)[:3] as charge_ids
    from charges
    group by all

)

select
    anomalies.usage_date,
    anomalies.scope_kind,
    anomalies.scope,
    cast(anomalies.expected_cost as decimal(38, 12)) as expected_cost,
    anomalies.allocated_cost,
    cast(anomalies.excess as decimal(38, 12)) as excess,
    anomalies.currency,
    cast(to_json(causes.charge_ids) as varchar) as caused_by
from anomalies
inner join causes using (usage_date, scope_kind, scope, currency)
