{{ config(alias='mart_team_weekly_adoption') }}
-- As if nothing had been told before; what has been told stands, by orchestration/publish/standing.py.
{%- set counted = ['scheduled_people', 'touched_people', 'intentional_people', 'compliance_only_people'] %}

with

weeks as (

    select
        marts.week_start_date,
        marts.is_complete,
        marts.target_share,
        {{ count_of_known('marts', counted) }} as known_count
    from {{ ref('mart_team_weekly_adoption') }} as marts
    where marts.team_id = 'all'

),

told as (

    {{ told_sums(
        ref('int_told_team_weeks'), 'week_start_date', 'team_id',
        counted + ['intent_known_people', 'outcome_people', 'flagged_people']
    ) }}

)

select
    told.week_start_date,
    told.team_id,
    cast(told.scheduled_people as bigint) as scheduled_people,
    cast(told.touched_people as bigint) as touched_people,
    cast(told.intent_known_people as bigint) as intent_known_people,
    cast(told.intentional_people as bigint) as intentional_people,
    cast(told.outcome_people as bigint) as outcome_people,
    cast(told.flagged_people as bigint) as flagged_people,
    -- the numbers of `other` may be of different teams
    case when told.team_id != 'other' then {{ share('told.touched_people', 'told.scheduled_people') }} end
        as weekly_usage_share,
    case when told.team_id != 'other' then {{ share('told.intentional_people', 'told.intent_known_people') }} end
        as intentional_usage_share,
    case when told.team_id != 'other' then {{ share('told.outcome_people', 'told.intent_known_people') }} end
        as outcome_usage_share,
    weeks.target_share,
    case
        when told.team_id != 'other' then {{ share('told.compliance_only_people', 'told.intent_known_people') }}
    end as compliance_only_share,
    cast(told.compliance_only_people as bigint) as compliance_only_people,
    weeks.is_complete,
    -- of `other` nothing is withheld: it is what is withheld of the others
    case
        when told.team_id = 'other' then 0
        else weeks.known_count - ({{ count_of_known('told', counted) }})
    end as withheld_count,
    as_of.as_of_date as told_as_of
from told
inner join weeks using (week_start_date)
cross join {{ ref('int_as_of') }} as as_of
