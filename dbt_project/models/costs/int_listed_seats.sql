{{ piecewise(piece='month', unit='month', made_of={
    'int_seats_by_source': 'its days',
    'int_identities': 'periods',
}) }}
-- The vendors' own lists of a month as periods. What a list says holds until the next one; what the first and the last
-- say reaches to the ends of the month. Somebody who is new in a list came when it says, or else with it.
with

listed as (

    select
        *,
        snapshot_date as usage_date
    from {{ ref('int_seats_by_source') }}
    where {{ in_pieces('snapshot_date', 'month') }}

),

lists as (

    select
        tool,
        snapshot_date,
        cast(date_trunc('month', snapshot_date) as date) as month,
        row_number() over of_month as number,
        lag(snapshot_date) over of_month as date_before,
        lead(snapshot_date) over of_month as date_after
    from (
        select distinct
            tool,
            snapshot_date
        from listed
    )
    window of_month as (partition by tool, date_trunc('month', snapshot_date) order by snapshot_date)

),

-- somebody with two accounts has two seats; all ids that are nobody's are one holder
named as (

    select
        listed.tool,
        listed.snapshot_date,
        {{ person_key() }} as person_key,
        count(distinct coalesce(listed.first_external_id, listed.second_external_id)) as seat_count,
        count(distinct coalesce(listed.first_external_id, listed.second_external_id)) filter (
            where listed.is_ending is not null
        ) as told_count,
        count(distinct coalesce(listed.first_external_id, listed.second_external_id)) filter (
            where listed.is_ending
        ) as ending_count,
        min(listed.assigned_on) as assigned_on,
        max(listed.ends_on) as ends_on
    from listed
    {{ resolve_people('listed', sources_of(['seat_holders'])) }}
    group by listed.tool, listed.snapshot_date, {{ person_key() }}

),

placed as (

    select
        named.* exclude (told_count, ending_count),
        lists.* exclude (tool, snapshot_date),
        case when named.told_count = named.seat_count then named.ending_count end as ending_count,
        -- as long as nothing changes, one row
        lists.number - row_number() over (
            partition by named.tool, lists.month, named.person_key, named.seat_count order by lists.number
        ) as run,
        lag(lists.number) over (
            partition by named.tool, lists.month, named.person_key order by lists.number
        ) as number_before
    from named
    inner join lists using (tool, snapshot_date)

),

began as (

    select
        *,
        case
            when number = 1 then least(greatest(month, coalesce(assigned_on, month)), snapshot_date)
            when coalesce(number_before, 0) < number - 1 and assigned_on between date_before + 1 and snapshot_date
                then assigned_on
            else snapshot_date
        end as begins_on,
        coalesce(date_after - 1, last_day(month)) as holds_until
    from placed

)

select
    month,
    tool,
    person_key,
    seat_count,
    max_by(ending_count, number) as ending_count,
    min(begins_on) as first_day,
    -- of somebody with a seat that stays the others do not tell
    case
        when max_by(ending_count, number) = seat_count
            then least(max(holds_until), greatest(max(snapshot_date), max_by(ends_on, number) - 1))
        else max(holds_until)
    end as last_day
from began
group by month, tool, person_key, seat_count, run
