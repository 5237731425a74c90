{{ piecewise(piece='week_start_date', unit='week', made_of={
    'int_weeks': 'same piece',
    'int_people_validity': 'periods',
    'int_context': 'periods',
}) }}
-- Who could have used anything in a week: humans with at least one weekday employed and not on leave; and their team,
-- as of their last period with such a day. Weeks up to the as-of date.
with

weeks as (

    select week_start_date
    from {{ ref('int_weeks') }}
    where {{ in_pieces('week_start_date') }}

),

-- the weekdays a person's period has in a week
employed as (

    select
        weeks.week_start_date,
        people.person_key,
        people.team_id,
        greatest(people.valid_from, weeks.week_start_date) as first_day,
        least(people.valid_to, weeks.week_start_date + 5) as after_day
    from weeks
    inner join {{ ref('int_people_validity') }} as people
        on
            people.employment_type in ('employee', 'contractor')
            and people.valid_from < weeks.week_start_date + 5
            and people.valid_to > weeks.week_start_date

),

-- few are on leave: only their days are looked at one by one
leave as (

    select
        employed.week_start_date,
        employed.person_key,
        employed.first_day,
        count(distinct days.weekday) as day_count
    from employed
    inner join (
        select
            person_key,
            cast(unnest(generate_series(
                greatest(start_date, (select min(week_start_date) from weeks)),
                least(end_date, (select max(week_start_date) + 4 from weeks)),
                interval 1 day
            )) as date) as weekday
        from {{ ref('int_context') }}
        where kind = 'leave'
    ) as days
        on
            employed.person_key = days.person_key
            and employed.first_day <= days.weekday
            and employed.after_day > days.weekday
    group by employed.week_start_date, employed.person_key, employed.first_day

),

working as (

    select
        employed.*,
        employed.after_day - employed.first_day - coalesce(leave.day_count, 0) as scheduled_day_count
    from employed
    left join leave using (week_start_date, person_key, first_day)

)

select
    week_start_date,
    person_key,
    max_by(coalesce(team_id, 'unattributed'), first_day) as team_id,
    sum(scheduled_day_count) as scheduled_day_count
from working
where scheduled_day_count > 0
group by week_start_date, person_key
