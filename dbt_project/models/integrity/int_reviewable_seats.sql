-- How many seats a week's alert budget is of: people at work, or without a directory those who used anything in four
-- weeks.
select
    greatest(
        (
            select count(distinct people.person_key)
            from {{ ref('int_people_validity') }} as people
            cross join {{ ref('int_as_of') }} as as_of
            where
                people.employment_type != 'service'
                and people.valid_from <= as_of.as_of_date
                and people.valid_to > as_of.as_of_date
        ),
        (
            select count(distinct used.person_key)
            from {{ ref('int_signal_weeks') }} as used
            cross join {{ ref('int_last_week_over') }} as last_week
            where used.week_start_date > last_week.last_day - 28
        )
    ) as seat_count
