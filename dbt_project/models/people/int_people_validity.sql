{{ piecewise(tags=['directory'], periods=['valid_from', 'valid_to'], made_of={
    'int_people_snapshots': 'the whole',
    'int_directory_snapshots': 'the whole',
    'person_identities': 'the whole',
}) }}
-- Snapshots as periods. What a snapshot says of a person holds from its day until the next one that names them, or
-- that is whole and does not; a first appearance counts back to `start_date`, but not past a whole snapshot that
-- did not know the person. When somebody came and left are days of their own, whenever they are told: the newest
-- word on an employment holds for all of it. Who was away from a whole snapshot, or starts after an end or after a
-- day they had worked on, is employed anew.
with

snapshots as (

    select
        stream,
        snapshot_date,
        max(snapshot_date) filter (where is_whole) over (
            partition by stream order by snapshot_date rows between unbounded preceding and 1 preceding
        ) as whole_before,
        min(snapshot_date) filter (where is_whole) over (
            partition by stream order by snapshot_date rows between 1 following and unbounded following
        ) as whole_after
    from {{ ref('int_directory_snapshots') }}

),

told as (

    select
        people.*,
        snapshots.whole_before,
        snapshots.whole_after,
        lag(people.snapshot_date) over person as told_before,
        lead(people.snapshot_date) over person as told_after,
        lag(people.start_date) over person as start_before,
        lag(people.end_date) over person as end_before,
        -- away from a whole snapshot, and not just named again to say of when they had left
        snapshots.whole_before > told_before
        and coalesce(people.end_date >= snapshots.whole_before, true) as is_back
    from {{ ref('int_people_snapshots') }} as people
    inner join snapshots using (stream, snapshot_date)
    window person as (partition by people.person_id order by people.snapshot_date)

),

numbered as (

    select
        *,
        count(*) filter (
            where told_before is null
            or is_back
            or start_date > end_before
            or (start_date > told_before and start_before <= told_before)
        ) over (partition by person_id order by snapshot_date) as employment
    from told

),

employments as (

    select
        person_id,
        employment,
        min(snapshot_date) as first_told,
        max_by(start_date, snapshot_date) as start_date,
        -- the NULL of somebody who is still employed is a word, too
        coalesce(arg_max_null(end_date, snapshot_date) + 1, date '9999-12-31') as ended_on,
        arg_min_null(whole_before, snapshot_date) as whole_before,
        bool_or(told_before is null) as is_first,
        arg_min_null(is_back, snapshot_date) as is_back
    from numbered
    group by person_id, employment

),

begun as (

    select
        *,
        case
            when is_first and whole_before is null then coalesce(start_date, date '1970-01-01')
            when start_date > whole_before or not (is_first or is_back) then start_date
            when is_first and start_date is not null then whole_before + 1
            else first_told
        end as begun_on
    from employments

),

bounds as (

    select
        *,
        least(
            ended_on,
            min(begun_on) over (
                partition by person_id order by employment rows between 1 following and unbounded following
            )
        ) as over_on
    from begun

),

dated as (

    select
        numbered.*,
        case
            when numbered.snapshot_date = bounds.first_told then bounds.begun_on
            else greatest(numbered.snapshot_date, bounds.begun_on)
        end as valid_from,
        least(bounds.over_on, numbered.told_after, numbered.whole_after) as valid_to,
        hash(team_id, cost_center, role_family, employment_type, fte, timezone) as attributes
    from numbered
    inner join bounds using (person_id, employment)

),

-- a person's rows that follow each other and say the same are one period
changes as (

    select
        *,
        coalesce(
            lag(valid_to) over person != valid_from or lag(attributes) over person != attributes, true
        ) as is_change
    from dated
    where valid_from < valid_to
    window person as (partition by person_id order by valid_from)

),

periods as (

    select
        person_id,
        min(valid_from) as valid_from,
        max(valid_to) as valid_to,
        any_value(team_id) as team_id,
        any_value(cost_center) as cost_center,
        any_value(role_family) as role_family,
        any_value(employment_type) as employment_type,
        any_value(fte) as fte,
        any_value(timezone) as timezone
    from (
        select
            *,
            count(*) filter (where is_change) over (partition by person_id order by valid_from) as period
        from changes
    )
    group by person_id, period

)

select
    persons.person_key,
    periods.person_id,
    periods.team_id,
    periods.cost_center,
    periods.role_family,
    periods.employment_type,
    periods.fte,
    periods.timezone,
    cast(periods.valid_from as date) as valid_from,
    cast(periods.valid_to as date) as valid_to
from periods
inner join {{ ref('person_identities') }} as persons using (person_id)
