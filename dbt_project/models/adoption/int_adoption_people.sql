{{ piecewise(piece='week_start_date', unit='week', pieces_at_once=4, made_of={
    'int_people_weeks': 'same piece',
    'int_person_usage_weeks': 'same piece',
    'int_outcome_weeks': 'same piece',
    'int_published_cases': 'periods',
}) }}

with

scheduled as (

    select *
    from {{ ref('int_people_weeks') }}
    where {{ in_pieces('week_start_date') }}

),

usage as (

    select *
    from {{ ref('int_person_usage_weeks') }}
    where {{ in_pieces('week_start_date') }}

),

outcomes as (

    select *
    from {{ ref('int_outcome_weeks') }}
    where {{ in_pieces('week_start_date') }}

),

flagged as (

    select distinct
        scheduled.week_start_date,
        scheduled.person_key
    from scheduled
    inner join {{ ref('int_published_cases') }} as cases
        on
            scheduled.person_key = cases.person_key
            and cases.opened_on < scheduled.week_start_date + 7
            and cases.last_seen_on >= scheduled.week_start_date

)

-- Who used nothing did nothing on purpose: that is known without a report. Of who used something intent may be
-- unknown.
select
    scheduled.week_start_date,
    scheduled.team_id,
    scheduled.person_key,
    usage.person_key is not null as is_touched,
    case when usage.person_key is null then false else usage.is_intentional end as is_intentional,
    usage.is_compliance_only,
    outcomes.person_key is not null as has_outcome,
    flagged.person_key is not null as is_flagged
from scheduled
left join usage using (week_start_date, person_key)
left join outcomes using (week_start_date, person_key)
left join flagged using (week_start_date, person_key)
