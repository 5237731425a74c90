-- Weeks that are over. Of each number also who is not in it, and who is between it and the one around it: all alike
-- tells of each, but that all who use AI mean to is said of a tool. A case is about one person: a team's number would
-- point at somebody, so only the company's is told.
{%- set touched = ['touched_people', 'untouched_people'] %}
{%- set intentional = touched + ['intentional_people'] %}
{%- set or_none = ['unknown_people', 'unintentional_people'] %}
{%- set numbers = {
    'scheduled_people': {'people': ['scheduled_people']},
    'touched_people': {'people': touched},
    'intentional_people': {'people': intentional, 'people_or_none': or_none},
    'outcome_people': {'people': intentional + ['outcome_people', 'no_outcome_people'], 'people_or_none': or_none},
    'compliance_only_people': {
        'people': intentional + ['compliance_only_people', 'not_only_people'], 'people_or_none': or_none
    },
    'flagged_people': {'people': ['flagged_people', 'unflagged_people']},
} %}

with

teams as (

    select
        marts.*,
        true as has_people,
        marts.scheduled_people as people_count,
        marts.scheduled_people - marts.touched_people as untouched_people,
        marts.scheduled_people - marts.intent_known_people as unknown_people,
        marts.intent_known_people - marts.intentional_people - (marts.scheduled_people - marts.touched_people)
            as unintentional_people,
        marts.intentional_people - marts.outcome_people as no_outcome_people,
        abs(marts.intentional_people - marts.compliance_only_people) as not_only_people,
        marts.scheduled_people - marts.flagged_people as unflagged_people
    from {{ ref('mart_team_weekly_adoption') }} as marts
    cross join {{ ref('int_as_of') }} as as_of
    where marts.team_id != 'all' and marts.week_start_date + 6 <= as_of.as_of_date

),

parts as (

    {{ parts('teams', 'week_start_date', 'team_id', numbers) }}

),

people as (

    select
        people.week_start_date,
        people.team_id,
        people.person_key,
        1 as scheduled_people,
        cast(people.is_touched as integer) as touched_people,
        -- of a team of whose use nobody's intent is known, nobody's is
        cast(people.is_intentional is not null and teams.intent_known_people > 0 as integer) as intent_known_people,
        case when teams.intentional_people is not null then cast(coalesce(people.is_intentional, false) as integer) end
            as intentional_people,
        case
            when teams.outcome_people is not null
                then cast(coalesce(people.is_intentional and people.has_outcome, false) as integer)
        end as outcome_people,
        case
            when teams.compliance_only_people is not null
                then cast(coalesce(people.is_compliance_only, false) as integer)
        end as compliance_only_people,
        cast(people.is_flagged as integer) as flagged_people
    from {{ ref('int_adoption_people') }} as people
    inner join teams using (week_start_date, team_id)

),

of_teams as (

    {{ told_people('week_start_date', 'team_id', {
        'scheduled_people': ['scheduled_people'],
        'touched_people': ['touched_people'],
        'intentional_people': ['intent_known_people', 'intentional_people'],
        'outcome_people': ['outcome_people'],
        'compliance_only_people': ['compliance_only_people'],
    }) }}

)

select
    *,
    cast(null as integer) as flagged_people
from of_teams
union all by name
select
    people.week_start_date,
    case when parts.flagged_people_part is not null then 'all' end as team_id,
    case when parts.flagged_people_part is not null then 1 end as level,
    people.team_id as cell,
    people.person_key,
    cast(null as integer) as scheduled_people,
    cast(null as integer) as touched_people,
    cast(null as integer) as intent_known_people,
    cast(null as integer) as intentional_people,
    cast(null as integer) as outcome_people,
    cast(null as integer) as compliance_only_people,
    people.flagged_people
from people
inner join parts using (week_start_date, team_id)
