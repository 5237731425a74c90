{{ config(alias='mart_team_weekly_adoption') }}
-- As if nothing had been told before; what has been told stands, by orchestration/publish/standing.py.
{%- set counted = ['scheduled_people', 'touched_people', 'intentional_people', 'compliance_only_people'] %}

with

weeks as (

    select
        week_start_date,
        is_complete,
        target_share,
        {% for number in counted -%}
        cast({{ number }} is not null as integer) {{ '+ ' if not loop.last }}
        {%- endfor %} as known_count
    from {{ ref('mart_team_weekly_adoption') }}
    where team_id = 'all'

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
    {% for name, part, whole in [
        ('weekly_usage_share', 'touched_people', 'scheduled_people'),
        ('intentional_usage_share', 'intentional_people', 'intent_known_people'),
        ('outcome_usage_share', 'outcome_people', 'intent_known_people'),
    ] -%}
    case when told.team_id != 'other' then {{ share('told.' ~ part, 'told.' ~ whole) }} end as {{ name }},
    {% endfor -%}
    weeks.target_share,
    case
        when told.team_id != 'other' then {{ share('told.compliance_only_people', 'told.intent_known_people') }}
    end as compliance_only_share,
    cast(told.compliance_only_people as bigint) as compliance_only_people,
    weeks.is_complete,
    -- of `other` nothing is withheld: it is what is withheld of the others
    case
        when told.team_id = 'other' then cast(0 as bigint)
        else
            weeks.known_count - cast(
                {% for number in counted -%}
                cast(told.{{ number }} is not null as integer) {{ '+ ' if not loop.last }}
                {%- endfor %}
            as bigint)
    end as withheld_count,
    as_of.as_of_date as told_as_of
from told
inner join weeks using (week_start_date)
cross join {{ ref('int_as_of') }} as as_of
