-- What the weeks of a team's people cost, and whether that is about a person: neither nobody's cost nor a service
-- account's is.
select
    weeks.week_start_date,
    weeks.team_id,
    weeks.person_key,
    weeks.allocated_cost_usd,
    weeks.last_day,
    weeks.last_day is not null
    and weeks.person_key != 'unattributed'
    and services.person_key is null as is_about_a_person
from {{ ref('int_person_week_costs') }} as weeks
left join {{ ref('int_people_validity') }} as services
    on
        services.employment_type = 'service'
        and weeks.person_key = services.person_key
        and weeks.last_day >= services.valid_from
        and weeks.last_day < services.valid_to
