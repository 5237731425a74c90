{{ piecewise(piece='usage_date', unit='day', made_of={
    'int_person_day_costs': 'same piece',
    'int_pull_spans': 'periods',
}) }}

with

person_days as (

    select
        usage_date,
        person_key,
        is_idle_seat,
        allocated_cost as allocated_cost_usd
    from {{ ref('int_person_day_costs') }}
    where currency = 'USD' and {{ in_pieces('usage_date') }}

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
    inner join {{ ref('int_pull_spans') }} as periods
        on
            person_days.person_key = periods.author_key
            and person_days.usage_date >= periods.first_day
            and person_days.usage_date <= periods.last_day
    -- said again, so that periods long past do not come to the join
    where periods.last_day >= (select min(days.usage_date) from person_days as days)
    group by person_days.usage_date, person_days.person_key, periods.outcome, periods.pull_request_key

),

working as (

    select
        usage_date,
        person_key,
        count(*) filter (where outcome = 'merged') as merged_count
    from open_pulls
    group by usage_date, person_key

),

merging as (

    select
        open_pulls.usage_date,
        open_pulls.person_key,
        open_pulls.pull_request_key,
        open_pulls.allocated_cost_usd,
        working.merged_count
    from open_pulls
    inner join working using (usage_date, person_key)
    where open_pulls.outcome = 'merged'

),

weighted as (

    select
        usage_date,
        person_key,
        pull_request_key,
        {{ units('allocated_cost_usd') }} as units,
        cast(1 as hugeint) as weight
    from merging
    where merged_count > 1

),

shared as (

    {{ largest_remainder('weighted', 'usage_date, person_key', 'pull_request_key') }}

),

-- a pull has one author, so its day is one row
split as (

    select
        pull_request_key,
        null as residual,
        usage_date,
        {{ from_units('share_units') }} as allocated_cost_usd
    from shared

    union all

    -- most days of work have one pull, and nothing to split
    select
        pull_request_key,
        null as residual,
        usage_date,
        allocated_cost_usd
    from merging
    where merged_count = 1

    union all

    select
        null as pull_request_key,
        case
            when person_days.is_idle_seat then 'idle_seat'
            when person_days.person_key = 'unattributed' then 'unattributed'
            when working.person_key is not null then 'unmerged_work'
            else 'no_pull_request'
        end as residual,
        person_days.usage_date,
        sum(person_days.allocated_cost_usd) as allocated_cost_usd
    from person_days
    left join working using (usage_date, person_key)
    where coalesce(working.merged_count, 0) = 0
    group by residual, person_days.usage_date

)

select
    split.pull_request_key,
    split.residual,
    split.usage_date,
    cast(split.allocated_cost_usd as decimal(38, 12)) as allocated_cost_usd,
    -- that a person used AI while the pull was open is all that ties the two
    case when split.pull_request_key is not null then 'usage_overlap' end as evidence,
    case when split.pull_request_key is not null then confidence.ai_confidence end as confidence
from split
left join {{ ref('ai_evidence_confidence') }} as confidence on confidence.ai_evidence = 'usage_overlap'
