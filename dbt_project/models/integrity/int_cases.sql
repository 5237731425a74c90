-- A person's episodes: one case each, from the first of its weeks on, however many follow.
select
    person_key,
    episode,
    {{ case_id('min(week_start_date)') }} as case_id,
    min(week_start_date) as opened_on,
    max(week_start_date) + 6 as last_seen_on,
    count(*) as week_count,
    list_sort(list_distinct(flatten(list(signals)))) as signals,
    list_sort(list_distinct(flatten(list(evidence_families)))) as evidence_families,
    -- requests say most, outcomes least
    case
        when list_contains(flatten(list(evidence_grades)), 'request') then 'request'
        when list_contains(flatten(list(evidence_grades)), 'daily') then 'daily'
        else 'outcome'
    end as evidence_grade,
    max(score) as score,
    bool_or(is_repeated) as is_repeated
from {{ ref('int_case_weeks') }}
group by person_key, episode
