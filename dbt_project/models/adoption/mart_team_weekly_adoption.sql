{{ piecewise(piece='week_start_date', unit='week', pieces_at_once=4, made_of={
    'int_weeks': 'same piece',
    'int_adoption_people': 'same piece',
}) }}

with

people as (

    select *
    from {{ ref('int_adoption_people') }}
    where {{ in_pieces('week_start_date') }}

),

-- weeks whose outcomes are all known
past as (

    select week_start_date
    from {{ ref('int_weeks') }}
    where are_outcomes_known and {{ in_pieces('week_start_date') }}

),

by_team as (

    select
        week_start_date,
        team_id,
        count(*) as scheduled_people,
        count(*) filter (where is_touched) as touched_people,
        case
            when count(*) filter (where is_touched) = 0 or count(is_intentional) filter (where is_touched) > 0
                then count(is_intentional)
            else 0
        end as intent_known_people,
        count(*) filter (where is_intentional) as intentional_people,
        count(*) filter (where is_intentional and has_outcome) as outcome_people,
        count(*) filter (where is_flagged) as flagged_people,
        count(*) filter (where is_compliance_only) as compliance_only_people
    from people
    group by week_start_date, team_id

),

summed as (

    select
        week_start_date,
        case when grouping(team_id) = 1 then 'all' else team_id end as team_id,
        cast(sum(scheduled_people) as bigint) as scheduled_people,
        cast(sum(touched_people) as bigint) as touched_people,
        cast({{ sum_of_intent_known() }} as bigint) as intent_known_people,
        sum(intentional_people) as intentional_people,
        sum(outcome_people) as outcome_people,
        cast(sum(flagged_people) as bigint) as flagged_people,
        sum(compliance_only_people) as compliance_only_people
    from by_team
    group by grouping sets ((week_start_date, team_id), (week_start_date))

),

known as (

    select
        summed.week_start_date,
        summed.team_id,
        summed.scheduled_people,
        summed.touched_people,
        summed.intent_known_people,
        {{ by_intent('summed.intentional_people') }} as intentional_people,
        {{ by_intent('case when past.week_start_date is not null then summed.outcome_people end') }} as outcome_people,
        summed.flagged_people,
        {{ by_intent('summed.compliance_only_people') }} as compliance_only_people,
        past.week_start_date is not null as is_complete
    from summed
    left join past using (week_start_date)

)

select
    known.week_start_date,
    known.team_id,
    known.scheduled_people,
    known.touched_people,
    known.intent_known_people,
    known.intentional_people,
    known.outcome_people,
    known.flagged_people,
    {{ share('known.touched_people', 'known.scheduled_people') }} as weekly_usage_share,
    {{ share('known.intentional_people', 'known.intent_known_people') }} as intentional_usage_share,
    {{ share('known.outcome_people', 'known.intent_known_people') }} as outcome_usage_share,
    targets.target_value as target_share,
    {{ share('known.compliance_only_people', 'known.intent_known_people') }} as compliance_only_share,
    known.compliance_only_people,
    known.is_complete
from known
cross join {{ ref('targets') }} as targets
where targets.target = 'weekly_usage_share'
