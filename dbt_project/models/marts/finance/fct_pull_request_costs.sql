{{ config(materialized='piecewise', piece='usage_date') }}

with

person_days as (

    select
        usage_date,
        person_key,
        sum(allocated_cost) as allocated_cost_usd
    from {{ ref('int_person_day_costs') }}
    where currency = 'USD' and {{ is_stale('usage_date', ref('int_pull_request_cost_versions')) }}
    group by usage_date, person_key

),

open_pulls as (

    select
        person_days.usage_date,
        person_days.person_key,
        person_days.allocated_cost_usd,
        periods.outcome,
        periods.pull_request_key
    from person_days
    inner join {{ ref('int_pull_periods') }} as periods
        on
            person_days.person_key = periods.author_key
            and person_days.usage_date >= periods.first_day
            and person_days.usage_date <= periods.last_day
    -- said again, so that periods long past do not come to the join
    where periods.last_day >= (select min(days.usage_date) from person_days as days)

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
            when unmerged.person_key is not null then 'unmerged_work'
            else 'no_pull_request'
        end as residual,
        person_days.usage_date,
        person_days.allocated_cost_usd
    from person_days
    left join (
        select distinct
            usage_date,
            person_key
        from open_pulls
        where outcome = 'unmerged'
    ) as unmerged using (usage_date, person_key)
    where (person_days.usage_date, person_days.person_key) not in (select (usage_date, person_key) from weighted)

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
