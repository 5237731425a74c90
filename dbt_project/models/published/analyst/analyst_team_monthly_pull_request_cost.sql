{{ config(alias='mart_team_monthly_pull_request_cost') }}
-- As if nothing had been told before; what has been told stands, by orchestration/publish/standing.py.
{%- set numbers = [
    'ai_cost_usd', 'merged_pull_request_count', 'counted_pull_request_count', 'change_set_count',
    'ai_assisted_pull_request_count', 'reverted_count', 'people_count',
] %}

with

months as (

    select
        marts.month,
        marts.is_complete,
        {{ count_of_known('marts', numbers) }} as known_count
    from {{ ref('mart_team_monthly_pull_request_cost') }} as marts
    where marts.team_id = 'all'

),

told as (

    {{ told_sums(ref('int_told_team_months'), 'month', 'team_id', numbers + ['unattributed_cost_usd']) }}

)

select
    told.month,
    told.team_id,
    cast(told.ai_cost_usd as decimal(38, 12)) as ai_cost_usd,
    cast(told.merged_pull_request_count as bigint) as merged_pull_request_count,
    cast(told.counted_pull_request_count as bigint) as counted_pull_request_count,
    cast(told.change_set_count as bigint) as change_set_count,
    cast(told.ai_assisted_pull_request_count as bigint) as ai_assisted_pull_request_count,
    -- cost and merges of `other` may be of different teams
    case
        when told.team_id != 'other' then {{ ratio_usd('told.ai_cost_usd', 'told.merged_pull_request_count') }}
    end as cost_per_merged_pull_request_usd,
    case
        when told.team_id != 'other' then {{ ratio_usd('told.ai_cost_usd', 'told.change_set_count') }}
    end as cost_per_counted_change_set_usd,
    cast(told.reverted_count as bigint) as reverted_count,
    cast(told.unattributed_cost_usd as decimal(38, 12)) as unattributed_cost_usd,
    months.is_complete,
    cast(told.people_count as bigint) as people_count,
    -- of `other` nothing is withheld: it is what is withheld of the others
    case
        when told.team_id = 'other' then 0
        else months.known_count - ({{ count_of_known('told', numbers) }})
    end as withheld_count,
    as_of.as_of_date as told_as_of
from told
inner join months using (month)
cross join {{ ref('int_as_of') }} as as_of
