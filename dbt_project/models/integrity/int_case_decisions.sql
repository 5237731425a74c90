-- What reviewers last decided about a case, with what they had before them: a stretch's families from the week that
-- names the case until they decided.
with

latest as (

    select
        case_id,
        max(decided_on) as decided_on,
        arg_max(decision, decided_on) as decision
    from {{ ref('stg_review__decisions') }}
    group by case_id

)

select
    named.case_id,
    named.person_key,
    named.week_start_date,
    named.stretch,
    latest.decision,
    latest.decided_on,
    list_sort(list_distinct(flatten(list(seen.evidence_families)))) as evidence_families
from latest
inner join {{ ref('int_suspect_weeks') }} as named using (case_id)
left join {{ ref('int_suspect_weeks') }} as seen
    on
        named.person_key = seen.person_key
        and named.stretch = seen.stretch
        and named.week_start_date <= seen.week_start_date
        and latest.decided_on >= seen.week_start_date
group by
    named.case_id, named.person_key, named.week_start_date, named.stretch, latest.decision, latest.decided_on
