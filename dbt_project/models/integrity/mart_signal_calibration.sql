-- How far reviewers share a signal's suspicion. Of a case the last decision counts; one under appeal is not decided.
select
    thresholds.signal,
    thresholds.evidence_family,
    count(cases.case_id) as published_cases,
    count(cases.case_id) filter (where cases.status in ('confirmed', 'benign')) as decided_cases,
    count(cases.case_id) filter (where cases.status = 'confirmed') as confirmed_cases,
    count(cases.case_id) filter (where cases.status = 'appealed') as appealed_cases,
    {{ share('confirmed_cases', 'decided_cases') }} as agreement_share
from {{ ref('signal_thresholds') }} as thresholds
left join {{ ref('int_cases') }} as rested
    on
        rested.is_repeated
        and list_contains(rested.signals, thresholds.signal)
left join {{ ref('mart_gaming_cases') }} as cases using (case_id)
group by thresholds.signal, thresholds.evidence_family
