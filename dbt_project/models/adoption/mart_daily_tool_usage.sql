{{ piecewise(piece='usage_date', unit='day', made_of={
    'fct_usage_days': 'same piece',
    'int_people_validity': 'periods',
}) }}
{%- set measures = [
    'request_count', 'uncached_input_tokens', 'cache_read_tokens', 'cache_write_tokens', 'output_tokens', 'credits',
    'list_cost_usd'
] %}

with

by_person as (

    select *
    from {{ ref('int_tool_day_people') }}
    where {{ in_pieces('usage_date') }}

),

-- From fine to coarse: what may not be shown by team merges by model, then by tool, then all of the day's together.
teams as (

    {{ shown_groups('by_person', 'usage_date, tool, model, team_id', measures) }}

),

not_by_team as (

    select by_person.*
    from by_person
    inner join teams using (usage_date, tool, model, team_id)
    where not teams.is_shown

),

models as (

    {{ shown_groups('not_by_team', 'usage_date, tool, model', measures) }}

),

not_by_model as (

    select not_by_team.*
    from not_by_team
    inner join models using (usage_date, tool, model)
    where not models.is_shown

),

tools as (

    {{ shown_groups('not_by_model', 'usage_date, tool', measures) }}

),

not_by_tool as (

    select not_by_model.*
    from not_by_model
    inner join tools using (usage_date, tool)
    where not tools.is_shown

),

days as (

    {{ shown_groups('not_by_tool', 'usage_date', measures) }}

),

shown as (

    select
        teams.* exclude (is_shown),
        case
            when teams.is_shown then 'team'
            when models.is_shown then 'model'
            when tools.is_shown then 'tool'
            when days.is_shown then 'day'
        end as shown_by,
        case
            when teams.is_shown then teams.people_count
            when models.is_shown then models.people_count
            when tools.is_shown then tools.people_count
            when days.is_shown then days.people_count
        end as shown_people_count
    from teams
    left join models using (usage_date, tool, model)
    left join tools using (usage_date, tool)
    left join days using (usage_date)

)

select
    usage_date,
    tool,
    model,
    team_id,
    cast(request_count as bigint) as request_count,
    cast(uncached_input_tokens as bigint) as uncached_input_tokens,
    cast(cache_read_tokens as bigint) as cache_read_tokens,
    cast(cache_write_tokens as bigint) as cache_write_tokens,
    cast(output_tokens as bigint) as output_tokens,
    cast(credits as decimal(38, 12)) as credits,
    cast(list_cost_usd as decimal(38, 12)) as list_cost_usd,
    cast(people_count as bigint) as people_count,
    shown_by,
    cast(shown_people_count as bigint) as shown_people_count
from shown
