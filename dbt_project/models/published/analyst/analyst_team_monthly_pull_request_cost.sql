{{ config(alias='mart_team_monthly_pull_request_cost') }}

with

teams as (

    select *
    from {{ ref('mart_team_monthly_pull_request_cost') }}
    where team_id != 'all'

),

published as (

    {{ published_teams('teams', 'month', 'people_count', 'has_people') }}

),

summed as (

    select
        teams.month,
        case when grouping(published.published_team_id) = 1 then 'all' else published.published_team_id end as team_id,
        sum(teams.ai_cost_usd) as ai_cost_usd,
        sum(teams.merged_pull_request_count) as merged_pull_request_count,
        sum(teams.counted_pull_request_count) as counted_pull_request_count,
        sum(teams.change_set_count) as change_set_count,
        sum(teams.ai_assisted_pull_request_count) as ai_assisted_pull_request_count,
        sum(teams.reverted_count) as reverted_count,
        sum(teams.unattributed_cost_usd) as unattributed_cost_usd,
        bool_and(teams.is_complete) as is_complete,
        sum(teams.people_count) as people_count
    from teams
    inner join published using (month, team_id)
    where published.published_team_id is not null
    group by grouping sets ((teams.month, published.published_team_id), (teams.month))

)

select
    month,
    team_id,
    cast(ai_cost_usd as decimal(38, 12)) as ai_cost_usd,
    cast(merged_pull_request_count as bigint) as merged_pull_request_count,
    cast(counted_pull_request_count as bigint) as counted_pull_request_count,
    cast(change_set_count as bigint) as change_set_count,
    cast(ai_assisted_pull_request_count as bigint) as ai_assisted_pull_request_count,
    {{ ratio_usd('ai_cost_usd', 'merged_pull_request_count') }} as cost_per_merged_pull_request_usd,
    {{ ratio_usd('ai_cost_usd', 'change_set_count') }} as cost_per_counted_change_set_usd,
    cast(reverted_count as bigint) as reverted_count,
    cast(unattributed_cost_usd as decimal(38, 12)) as unattributed_cost_usd,
    is_complete,
    cast(people_count as bigint) as people_count
from summed
