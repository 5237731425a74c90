-- One signal publishes nothing. A week counts when two families of evidence fire in it, unexcused; a case is published
-- when two of four weeks count. An episode ends after 28 quiet days.
with

weeks as (

    select
        person_key,
        week_start_date,
        list_sort(list_distinct(list(signal))) as signals,
        list_sort(list_distinct(list(evidence_family))) as evidence_families,
        max(score) as score
    from {{ ref('mart_person_weekly_gaming_flags') }}
    where fired and excused_by is null
    group by person_key, week_start_date
    having count(distinct evidence_family) >= 2

),

repeated as (

    select
        *,
        count(*) over (
            partition by person_key order by week_start_date
            range between interval 21 day preceding and current row
        ) >= 2 as is_repeated,
        week_start_date - lag(week_start_date) over (partition by person_key order by week_start_date) as quiet_days
    from weeks

),

episodes as (

    select
        *,
        count(*) filter (where quiet_days is null or quiet_days > 28) over (
            partition by person_key order by week_start_date
        ) as episode
    from repeated

),

cases as (

    select
        person_key,
        min(week_start_date) as opened_on,
        max(week_start_date) + 6 as last_seen_on,
        list_sort(list_distinct(flatten(list(signals)))) as signals,
        list_sort(list_distinct(flatten(list(evidence_families)))) as evidence_families,
        max(score) as score,
        bool_or(is_repeated) as is_published
    from episodes
    group by person_key, episode

),

spend as (

    select
        cases.person_key,
        cases.opened_on,
        sum(costs.allocated_cost_usd) as spend_at_stake_usd
    from cases
    inner join {{ ref('int_person_week_costs') }} as costs
        on
            cases.person_key = costs.person_key
            and costs.week_start_date >= cases.opened_on
            and costs.week_start_date <= cases.last_seen_on
    group by cases.person_key, cases.opened_on

)

select
    md5(cases.person_key || cast(cases.opened_on as varchar)) as case_id,
    cases.person_key,
    cases.opened_on,
    cases.last_seen_on,
    cases.signals,
    cases.evidence_families,
    cases.score,
    cast(spend.spend_at_stake_usd as decimal(38, 12)) as spend_at_stake_usd,
    'request' as evidence_grade,
    'open' as status,
    cases.is_published
from cases
left join spend using (person_key, opened_on)
