{{ config(alias='mart_team_weekly_adoption') }}

with

teams as (

    select *
    from {{ ref('mart_team_weekly_adoption') }}
    where team_id != 'all'

),

published as (

    {{ published_teams('teams', 'week_start_date', 'scheduled_people') }}

),

summed as (

    select
        teams.week_start_date,
        case when grouping(published.published_team_id) = 1 then 'all' else published.published_team_id end as team_id,
        sum(teams.scheduled_people) as scheduled_people,
        sum(teams.touched_people) as touched_people,
        {{ sum_of_intent_known() }} as intent_known_people,
        sum(teams.intentional_people) as intentional_people,
        sum(teams.outcome_people) as outcome_people,
        sum(teams.flagged_people) as flagged_people,
        sum(teams.compliance_only_people) as compliance_only_people,
        any_value(teams.target_share) as target_share,
        bool_and(teams.is_complete) as is_complete
    from teams
    inner join published using (week_start_date, team_id)
    where published.published_team_id is not null
    group by grouping sets ((teams.week_start_date, published.published_team_id), (teams.week_start_date))

)

select
    week_start_date,
    team_id,
    cast(scheduled_people as bigint) as scheduled_people,
    cast(touched_people as bigint) as touched_people,
    cast(intent_known_people as bigint) as intent_known_people,
    {{ by_intent('intentional_people') }} as intentional_people,
    {{ by_intent('outcome_people') }} as outcome_people,
    -- a case is about one person: a team's count would point at somebody, and so would a small count of the company
    cast(case when team_id = 'all' and flagged_people not between 1 and 4 then flagged_people end as bigint)
        as flagged_people,
    {{ share('touched_people', 'scheduled_people') }} as weekly_usage_share,
    {{ share('intentional_people', 'intent_known_people') }} as intentional_usage_share,
    {{ share('outcome_people', 'intent_known_people') }} as outcome_usage_share,
    target_share,
    {{ share('compliance_only_people', 'intent_known_people') }} as compliance_only_share,
    {{ by_intent('compliance_only_people') }} as compliance_only_people,
    is_complete
from summed
