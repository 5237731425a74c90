{{ config(alias='mart_daily_tool_usage') }}

with

shown as (

    select
        days.*,
        as_of.as_of_date,
        case when days.shown_by = 'day' then 'other' else days.tool end as shown_tool,
        case when days.shown_by in ('day', 'tool') then 'other' else days.model end as shown_model,
        case when days.shown_by != 'team' then 'other' else days.team_id end as shown_team_id
    from {{ ref('mart_daily_tool_usage') }} as days
    cross join {{ ref('int_as_of') }} as as_of
    where days.shown_by is not null

)

select
    usage_date,
    shown_tool as tool,
    shown_model as model,
    shown_team_id as team_id,
    cast(sum(request_count) as bigint) as request_count,
    cast(sum(uncached_input_tokens) as bigint) as uncached_input_tokens,
    cast(sum(cache_read_tokens) as bigint) as cache_read_tokens,
    cast(sum(cache_write_tokens) as bigint) as cache_write_tokens,
    cast(sum(output_tokens) as bigint) as output_tokens,
    cast(sum(credits) as decimal(38, 12)) as credits,
    cast(sum(list_cost_usd) as decimal(38, 12)) as list_cost_usd,
    max(shown_people_count) as people_count,
    any_value(as_of_date) as told_as_of
from shown
group by usage_date, shown_tool, shown_model, shown_team_id
