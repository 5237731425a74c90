with

lines as (

    select
        people.usage_date,
        case days.shown_by when 'day' then 'other' else days.tool end as tool,
        case when days.shown_by in ('day', 'tool') then 'other' else days.model end as model,
        case days.shown_by when 'team' then days.team_id else 'other' end as team_id,
        case days.shown_by when 'team' then 0 when 'model' then 1 when 'tool' then 2 when 'day' then 3 end as level,
        concat_ws(chr(31), people.tool, people.model, people.team_id) as cell,
        people.person_key,
        people.request_count,
        people.uncached_input_tokens,
        people.cache_read_tokens,
        people.cache_write_tokens,
        people.output_tokens,
        people.credits,
        people.list_cost_usd
    from {{ ref('int_tool_day_people') }} as people
    inner join {{ ref('mart_daily_tool_usage') }} as days using (usage_date, tool, model, team_id)

)

select
    *,
    -- somebody with two models counts once where these are told together
    cast(
        person_key is not null
        and row_number() over (partition by usage_date, tool, model, team_id, person_key order by cell) = 1
        as integer
    ) as people_count
from lines
