{{ config(materialized='piecewise', piece='usage_date') }}

with

person_days as (

    select
        usage_date,
        person_key,
        allocated_cost as allocated_cost_usd
    from {{ ref('int_person_day_costs') }}
    where currency = 'USD' and {{ is_stale('usage_date', ref('int_pull_request_cost_versions')) }}

),

-- few people have a pull open on a day: only they are looked at one by one
open_pulls as (

    select
        person_days.usage_date,
        person_days.person_key,
        periods.outcome,
        periods.pull_request_key,
        sum(person_days.allocated_cost_usd) as allocated_cost_usd
    from person_days
    inner join {{ ref('int_pull_periods') }} as periods
        on
            person_days.person_key = periods.author_key
            and person_days.usage_date >= periods.first_day
            and person_days.usage_date <= periods.last_day
    -- said again, so that periods long past do not come to the join
    where periods.last_day >= (select min(days.usage_date) from person_days as days)
    group by person_days.usage_date, person_days.person_key, periods.outcome, periods.pull_request_key

),

weighted as (

    select
        usage_date,
        person_key,
        pull_request_key,
        {{ units('allocated_cost_usd') }} as units,
        cast(1 as hugeint) as weight
    from open_pulls
    where outcome = 'merged'

),

shared as (

    {{ largest_remainder('weighted', 'usage_date, person_key', 'pull_request_key') }}

),

working as (

    select
        usage_date,
        person_key,
        bool_or(outcome = 'merged') as has_merged
    from open_pulls
    group by usage_date, person_key

),

split as (

    select
        pull_request_key,
        null as residual,
        usage_date,
        {{ from_units('share_units') }} as allocated_cost_usd
    from shared

    union all

    select
        null as pull_request_key,
        case
            when person_days.person_key = 'unattributed' then 'unattributed'
            when working.person_key is not null then 'unmerged_work'
            else 'no_pull_request'
        end as residual,
        person_days.usage_date,
        person_days.allocated_cost_usd
    from person_days
    left join working using (usage_date, person_key)
    where not coalesce(working.has_merged, false)

),

summed as (

    select
        pull_request_key,
        residual,
        usage_date,
        sum(allocated_cost_usd) as allocated_cost_usd
    from split
    group by pull_request_key, residual, usage_date

)

select
    summed.pull_request_key,
    summed.residual,
    summed.usage_date,
    cast(summed.allocated_cost_usd as decimal(38, 12)) as allocated_cost_usd,
    -- that a person used AI while the pull was open is all that ties the two
    case when summed.pull_request_key is not null then 'usage_overlap' end as evidence,
    case when summed.pull_request_key is not null then confidence.ai_confidence end as confidence
from summed
left join {{ ref('ai_evidence_confidence') }} as confidence on confidence.ai_evidence = 'usage_overlap'
