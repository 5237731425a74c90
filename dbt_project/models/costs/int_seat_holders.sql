-- Who holds the seats of a tool, from a day to another (inclusive): whom the vendor's own list names, in months of
-- which one has landed; else who used the tool in the month.
with

listed as (

    select
        tool,
        person_key,
        seat_count,
        first_day,
        last_day
    from {{ ref('int_listed_seats') }}

),

used as (

    select
        tool,
        person_key,
        user_count as seat_count,
        month as first_day,
        last_day(month) as last_day
    from {{ ref('int_tool_users') }}

)

select *
from listed
union all by name
select used.*
from used
where not exists (
    select 1 from listed
    where
        listed.tool = used.tool
        and listed.first_day <= used.last_day
        and listed.last_day >= used.first_day
)
