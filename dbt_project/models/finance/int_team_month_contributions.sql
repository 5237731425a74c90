{{ piecewise(piece='month', unit='month', pieces_at_once=1, joins_as_written=true, made_of={
    'int_team_week_costs': 'its days',
    'int_team_merged_pulls': 'its days',
    'int_people_validity': 'periods',
    'int_as_of': 'until',
}) }}

with

pulls as (

    select
        *,
        cast(date_trunc('month', active_on) as date) as month,
        -- a change set counts once, for one of its authors, so that authors sum to their team
        is_counted and row_number() over (
            partition by date_trunc('month', active_on), team_id, is_counted, change_set_id
            order by active_on, author_key
        ) = 1 as is_first_of_set
    from {{ ref('int_team_merged_pulls') }}
    where {{ in_pieces('active_on', 'month') }}

),

put_in as (

    select
        cast(date_trunc('month', week_start_date) as date) as month,
        team_id,
        case when is_about_a_person then person_key end as person_key,
        allocated_cost_usd as ai_cost_usd,
        case when person_key = 'unattributed' then allocated_cost_usd end as unattributed_cost_usd,
        0 as merged_pull_request_count,
        0 as counted_pull_request_count,
        0 as change_set_count,
        0 as ai_assisted_pull_request_count,
        0 as reverted_count,
        last_day
    from {{ ref('int_team_week_costs') }}
    where {{ in_pieces('week_start_date', 'month') }}
    union all
    select
        month,
        team_id,
        case when is_about_a_person then author_key end as person_key,
        0 as ai_cost_usd,
        0 as unattributed_cost_usd,
        1 as merged_pull_request_count,
        cast(is_counted as integer) as counted_pull_request_count,
        cast(is_first_of_set as integer) as change_set_count,
        cast(ai_evidence not in ('none', 'unknown') as integer) as ai_assisted_pull_request_count,
        cast(is_reverted and not is_revert as integer) as reverted_count,
        active_on as last_day
    from pulls

)

select
    month,
    team_id,
    person_key,
    cast(sum(ai_cost_usd) as decimal(38, 12)) as ai_cost_usd,
    cast(coalesce(sum(unattributed_cost_usd), 0) as decimal(38, 12)) as unattributed_cost_usd,
    cast(sum(merged_pull_request_count) as bigint) as merged_pull_request_count,
    cast(sum(counted_pull_request_count) as bigint) as counted_pull_request_count,
    cast(sum(change_set_count) as bigint) as change_set_count,
    cast(sum(ai_assisted_pull_request_count) as bigint) as ai_assisted_pull_request_count,
    cast(sum(reverted_count) as bigint) as reverted_count,
    -- everybody counts in one team a month, the last
    cast(
        person_key is not null
        and row_number() over (partition by month, person_key order by max(last_day) desc nulls last, team_id) = 1
        as bigint
    ) as people_count
from put_in
group by month, team_id, person_key
