{# joins as written: people are hashed, not a month of pulls and costs (0.19 s a day late in the month, 0.16 s) #}
{{ piecewise(piece='month', unit='month', pieces_at_once=1, joins_as_written=true, made_of={
    'int_team_week_costs': 'its days',
    'int_team_merged_pulls': 'its days',
    'int_people_validity': 'periods',
    'int_complete_months': 'same piece',
    'int_as_of': 'until',
}) }}

with

weeks as (

    select
        *,
        cast(date_trunc('month', week_start_date) as date) as month
    from {{ ref('int_team_week_costs') }}
    where {{ in_pieces('week_start_date', 'month') }}

),

costs as (

    select
        month,
        team_id,
        sum(allocated_cost_usd) as ai_cost_usd,
        coalesce(sum(allocated_cost_usd) filter (where person_key = 'unattributed'), 0) as unattributed_cost_usd,
        bool_or(is_about_a_person) as has_people
    from weeks
    group by month, team_id

),

billed as (

    select distinct month from costs

),

merged as (

    select
        *,
        cast(date_trunc('month', active_on) as date) as month
    from {{ ref('int_team_merged_pulls') }}
    where {{ in_pieces('active_on', 'month') }}

),

outcomes as (

    select
        month,
        team_id,
        count(*) as merged_pull_request_count,
        count(*) filter (where is_counted) as counted_pull_request_count,
        count(distinct change_set_id) filter (where is_counted) as change_set_count,
        count(*) filter (where ai_evidence not in ('none', 'unknown')) as ai_assisted_pull_request_count,
        count(*) filter (where is_reverted and not is_revert) as reverted_count,
        bool_or(is_about_a_person) as has_people
    from merged
    group by month, team_id

),

-- a month in which nobody at all merged anything is one whose pull requests have not landed
told as (

    select distinct
        month,
        0 as no_count
    from outcomes

),

-- Everybody counts once a month, in the last team (nobody sits in two on a day), so that the counts of merged rows
-- never overstate; but a row whose people all moved on is still about them.
people as (

    select
        month,
        team_id,
        count(*) as people_count
    from (
        select
            month,
            person_key,
            arg_max(team_id, last_day) as team_id
        from (
            select
                month,
                team_id,
                person_key,
                last_day
            from weeks
            where is_about_a_person
            union all
            select
                month,
                team_id,
                author_key as person_key,
                active_on as last_day
            from merged
            where is_about_a_person
        )
        group by month, person_key
    )
    group by month, team_id

),

teams as (

    select
        month,
        team_id
    from costs
    union
    select
        month,
        team_id
    from outcomes

),

by_team as (

    select
        teams.month,
        teams.team_id,
        -- in a month for which no AI charge has landed, cost is not known
        case when billed.month is not null then coalesce(costs.ai_cost_usd, 0) end as ai_cost_usd,
        coalesce(outcomes.merged_pull_request_count, told.no_count) as merged_pull_request_count,
        coalesce(outcomes.counted_pull_request_count, told.no_count) as counted_pull_request_count,
        coalesce(outcomes.change_set_count, told.no_count) as change_set_count,
        coalesce(outcomes.ai_assisted_pull_request_count, told.no_count) as ai_assisted_pull_request_count,
        coalesce(outcomes.reverted_count, told.no_count) as reverted_count,
        case when billed.month is not null then coalesce(costs.unattributed_cost_usd, 0) end as unattributed_cost_usd,
        complete.month is not null as is_complete,
        coalesce(people.people_count, 0) as people_count,
        coalesce(costs.has_people, false) or coalesce(outcomes.has_people, false) as has_people
    from teams
    left join billed using (month)
    left join told using (month)
    left join {{ ref('int_complete_months') }} as complete using (month)
    left join costs using (month, team_id)
    left join outcomes using (month, team_id)
    left join people using (month, team_id)

),

with_all as (

    select * from by_team
    union all
    select
        month,
        'all' as team_id,
        sum(ai_cost_usd) as ai_cost_usd,
        sum(merged_pull_request_count) as merged_pull_request_count,
        sum(counted_pull_request_count) as counted_pull_request_count,
        sum(change_set_count) as change_set_count,
        sum(ai_assisted_pull_request_count) as ai_assisted_pull_request_count,
        sum(reverted_count) as reverted_count,
        sum(unattributed_cost_usd) as unattributed_cost_usd,
        bool_and(is_complete) as is_complete,
        sum(people_count) as people_count,
        bool_or(has_people) as has_people
    from by_team
    group by month

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
    cast(people_count as bigint) as people_count,
    has_people
from with_all
