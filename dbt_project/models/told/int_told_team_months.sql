-- What a number differs by from the one it is part of is a number as well.
{%- set differences = {
    'ai_cost_usd': [],
    'merged_pull_request_count': [],
    'counted_pull_request_count': ['not_counted_people'],
    'change_set_count': ['not_counted_people', 'not_first_people'],
    'ai_assisted_pull_request_count': ['not_assisted_people'],
    'reverted_count': ['not_counted_people', 'not_reverted_people'],
} %}
{%- set numbers = {'people_count': {'people': ['people_count']}} %}
{%- for number, differing in differences.items() %}
{%- do numbers.update({number: {
    'people': [number ~ '_people'],
    'people_or_none': differing,
    'largest': number ~ '_largest',
    'amount': number ~ '_amount',
}}) %}
{%- endfor %}

with

teams as (

    select
        marts.month,
        marts.team_id,
        contributors.month is not null as has_people,
        contributors.* exclude (month, team_id)
    from {{ ref('mart_team_monthly_pull_request_cost') }} as marts
    left join {{ ref('int_team_month_contributors') }} as contributors using (month, team_id)
    -- of a team that nobody and nothing is in, nothing is told: it would say so of each
    where
        marts.team_id != 'all'
        and (contributors.month is not null or marts.ai_cost_usd != 0 or marts.merged_pull_request_count != 0)

),

parts as (

    {{ parts('teams', 'month', 'team_id', numbers) }}

),

-- what is not known of a month is not known of its people
people as (

    select
        people.month,
        people.team_id,
        people.person_key,
        people.people_count,
        case when marts.ai_cost_usd is not null then people.unattributed_cost_usd end as unattributed_cost_usd,
    {% for number in differences -%}
        case when marts.{{ number }} is not null then people.{{ number }} end as {{ number }}{{ ',' if not loop.last }}
    {% endfor %}
    from {{ ref('int_team_month_contributions') }} as people
    inner join {{ ref('mart_team_monthly_pull_request_cost') }} as marts using (month, team_id)

)

{{ told_people('month', 'team_id', {
    'ai_cost_usd': ['ai_cost_usd', 'unattributed_cost_usd'],
    'merged_pull_request_count': ['merged_pull_request_count'],
    'counted_pull_request_count': ['counted_pull_request_count'],
    'change_set_count': ['change_set_count'],
    'ai_assisted_pull_request_count': ['ai_assisted_pull_request_count'],
    'reverted_count': ['reverted_count'],
    'people_count': ['people_count'],
}) }}
