{{ config(materialized='piecewise', tags=['directory']) }}
-- Snapshots as periods. A person's row holds from its snapshot's day until the next snapshot says otherwise; who is
-- absent from a later snapshot is closed that day. A first appearance counts back to `start_date`, but not past an
-- earlier snapshot that did not know the person.
with

snapshots as (

    select
        snapshot_date,
        lag(snapshot_date) over (order by snapshot_date) as previous_snapshot_date,
        lead(snapshot_date) over (order by snapshot_date) as next_snapshot_date
    from (select distinct snapshot_date from {{ ref('stg_directory__people') }})

),

appearances as (

    select
        people.*,
        snapshots.previous_snapshot_date,
        snapshots.next_snapshot_date,
        hash(team_id, cost_center, role_family, employment_type, fte, timezone, start_date, end_date) as attributes,
        lag(people.snapshot_date) over person as person_previous_snapshot_date,
        lag(hash(team_id, cost_center, role_family, employment_type, fte, timezone, start_date, end_date)) over person
            as previous_attributes
    from {{ ref('stg_directory__people') }} as people
    inner join snapshots using (snapshot_date)
    window person as (partition by person_id order by people.snapshot_date)

),

runs as (

    select
        *,
        count(*) filter (
            where person_previous_snapshot_date is distinct from previous_snapshot_date
            or previous_attributes is distinct from attributes
            or person_previous_snapshot_date is null
        ) over (partition by person_id order by snapshot_date) as run
    from appearances

),

periods as (

    select
        person_id,
        run,
        min(snapshot_date) as first_snapshot_date,
        -- not min_by, which passes over the NULL of a first snapshot
        arg_min_null(person_previous_snapshot_date, snapshot_date) as seen_before,
        arg_min_null(previous_snapshot_date, snapshot_date) as previous_snapshot_date,
        max_by(coalesce(next_snapshot_date, date '9999-12-31'), snapshot_date) as closed_on,
        any_value(team_id) as team_id,
        any_value(cost_center) as cost_center,
        any_value(role_family) as role_family,
        any_value(employment_type) as employment_type,
        any_value(fte) as fte,
        any_value(timezone) as timezone,
        any_value(start_date) as start_date,
        any_value(end_date) as end_date
    from runs
    group by person_id, run

),

dated as (

    select
        *,
        case
            when seen_before is not null then first_snapshot_date
            when previous_snapshot_date is null
                then least(coalesce(start_date, date '1970-01-01'), first_snapshot_date)
            else
                greatest(
                    least(coalesce(start_date, first_snapshot_date), first_snapshot_date), previous_snapshot_date + 1
                )
        end as valid_from,
        least(closed_on, coalesce(end_date + 1, date '9999-12-31')) as valid_to
    from periods

)

select
    persons.person_key,
    dated.person_id,
    dated.team_id,
    dated.cost_center,
    dated.role_family,
    dated.employment_type,
    dated.fte,
    dated.timezone,
    cast(dated.valid_from as date) as valid_from,
    cast(dated.valid_to as date) as valid_to
from dated
inner join {{ ref('person_identities') }} as persons using (person_id)
where dated.valid_from < dated.valid_to and {{ is_anything_stale(all_of('directory')) }}
