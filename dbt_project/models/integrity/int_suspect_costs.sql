{{ piecewise(piece='week_start_date', unit='week_in_month', pieces_at_once=4, made_of={
    'int_person_week_costs': 'same piece',
    'int_people_validity': 'periods',
    'int_fired_signals': 'days -6 to 0',
    'int_person_usage_weeks': 'days -6 to 0',
    'int_published_cases': 'periods',
}) }}
-- What of a person's week is under suspicion, by kind: however many signals or cases say so, the week costs once. Of a
-- week that a month cuts in two the whole week's signals hold for either part.
with

fired as (

    select distinct
        person_key,
        week_start_date
    from {{ ref('int_fired_signals') }}
    where {{ in_span('week_start_date', 6) }}

),

used as (

    select *
    from {{ ref('int_person_usage_weeks') }}
    where {{ in_span('week_start_date', 6) }}

),

costs as (

    select
        *,
        cast(date_trunc('week', week_start_date) as date) as monday
    from {{ ref('int_team_week_costs') }}
    where is_about_a_person and {{ in_pieces('week_start_date', 'week_in_month') }}

),

cases as (

    select
        costs.person_key,
        costs.monday,
        bool_or(cases.is_confirmed) as is_confirmed
    from costs
    inner join {{ ref('int_published_cases') }} as cases
        on
            costs.person_key = cases.person_key
            and costs.monday >= cases.opened_on
            and costs.monday <= cases.last_seen_on
    group by costs.person_key, costs.monday

)

select
    costs.week_start_date,
    costs.person_key,
    costs.team_id,
    costs.allocated_cost_usd,
    cases.person_key is not null as is_published_case,
    coalesce(cases.is_confirmed, false) as is_confirmed,
    fired.person_key is not null as has_fired,
    -- NULL where a tool does not tell what was meant
    used.is_compliance_only
from costs
left join cases using (person_key, monday)
left join fired on costs.person_key = fired.person_key and costs.monday = fired.week_start_date
left join used on costs.person_key = used.person_key and costs.monday = used.week_start_date
