-- One signal publishes nothing: a case is published when two families of evidence fire together in two of four weeks,
-- one of them in both, or one signal that is overwhelming in three of four (int_case_weeks), and no reviewer found it
-- benign.
with

spend as (

    select
        cases.case_id,
        sum(costs.allocated_cost_usd) as spend_at_stake_usd
    from {{ ref('int_cases') }} as cases
    inner join {{ ref('int_person_week_costs') }} as costs
        on
            cases.person_key = costs.person_key
            and cases.opened_on <= costs.week_start_date
            and cases.last_seen_on >= costs.week_start_date
    group by cases.case_id

),

ruled as (

    select
        weeks.person_key,
        weeks.episode,
        arg_max(decisions.decision, (decisions.decided_on, decisions.week_start_date)) as decision,
        max(decisions.decided_on) as decided_on
    from {{ ref('int_case_weeks') }} as weeks
    inner join {{ ref('int_case_decisions') }} as decisions using (case_id)
    group by weeks.person_key, weeks.episode

)

select
    cases.case_id,
    cases.person_key,
    cases.opened_on,
    cases.last_seen_on,
    cases.signals,
    cases.evidence_families,
    cases.score,
    cast(spend.spend_at_stake_usd as decimal(38, 12)) as spend_at_stake_usd,
    cases.evidence_grade,
    coalesce(ruled.decision, 'open') as status,
    cases.is_repeated and coalesce(ruled.decision, 'open') != 'benign' as is_published,
    ruled.decided_on,
    summaries.summary
from {{ ref('int_cases') }} as cases
left join {{ ref('int_case_summaries') }} as summaries using (case_id)
left join spend using (case_id)
left join ruled using (person_key, episode)
