{{ piecewise(piece='week_start_date', unit='week', pieces_at_once=4, made_of={
    'fct_usage_days': 'its days',
    'int_as_of': 'until',
}) }}
-- Who used AI in a week, and how: with intent, or on no active day more than twice; NULL where that cannot be known.
with

tool_days as (

    select
        cast(date_trunc('week', usage_date) as date) as week_start_date,
        usage_date,
        person_key,
        intentional_action_count
    from {{ ref('int_person_tool_days') }}
    where
        usage_date <= (select as_of_date from {{ ref('int_as_of') }})
        and {{ in_pieces('usage_date', 'week') }}

),

days as (

    select
        week_start_date,
        person_key,
        coalesce(sum(intentional_action_count), 0) as known_action_count,
        bool_or(intentional_action_count is null) as has_unknown
    from tool_days
    group by week_start_date, usage_date, person_key

)

select
    week_start_date,
    person_key,
    -- what is known to be much stays much, whatever else there was
    case
        when max(known_action_count) > 0 then true
        when not bool_or(has_unknown) then false
    end as is_intentional,
    case
        when max(known_action_count) > 2 then false
        when not bool_or(has_unknown) then true
    end as is_compliance_only
from days
group by week_start_date, person_key
