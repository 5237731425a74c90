{{ config(materialized='table') }}
-- The weeks of which a case can be made: those in which two families of evidence fired, and those in which a signal
-- did that is evidence enough alone (seed overwhelming_signals): by how far, on how many observations, and against what
-- was somebody's own before. Any of a case's weeks names it, so that a decision
-- still finds it when an earlier week turns up later.
with

weeks as (

    select
        fired.person_key,
        fired.week_start_date,
        list_sort(list_distinct(list(fired.signal))) as signals,
        list_sort(list_distinct(list(fired.evidence_family))) as evidence_families,
        list_distinct(list(fired.evidence_grade)) as evidence_grades,
        max(fired.score) as score,
        -- that a machine is at work says nothing of what it is for
        count(distinct fired.evidence_family) filter (where fired.evidence_family != 'automation') >= 2
            as has_two_families,
        coalesce(bool_or(
            fired.score >= alone.least_score
            and fired.n_observed >= alone.least_observed
            and (
                alone.most_history is null
                or cast(fired.evidence ->> '$.own_history' as double) <= alone.most_history
            )
        ), false) as is_overwhelming
    from {{ ref('int_fired_signals') }} as fired
    left join {{ ref('overwhelming_signals') }} as alone using (signal)
    group by fired.person_key, fired.week_start_date
    having has_two_families or is_overwhelming

),

spaced as (

    select
        *,
        week_start_date - lag(week_start_date) over (partition by person_key order by week_start_date) as quiet_days
    from weeks

)

select
    {{ case_id('week_start_date') }} as case_id,
    * exclude (quiet_days),
    count(*) filter (where quiet_days is null or quiet_days > 28) over (
        partition by person_key order by week_start_date
    ) as stretch
from spaced
