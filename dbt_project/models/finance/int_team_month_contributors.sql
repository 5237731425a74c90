-- Everybody counts in one team a month, so that counts of merged teams never overstate; and carries there and
-- in every other team what they carry in the month, so that the largest share is never understated.
{%- set numbers = {
    'ai_cost_usd': 'ai_cost_usd',
    'merged_pull_request_count': 'merged_pull_request_count',
    'counted_pull_request_count': 'counted_pull_request_count',
    'change_set_count': 'change_set_count',
    'ai_assisted_pull_request_count': 'ai_assisted_pull_request_count',
    'reverted_count': 'reverted_count',
    'not_counted': 'merged_pull_request_count - counted_pull_request_count',
    'not_assisted': 'merged_pull_request_count - ai_assisted_pull_request_count',
    'not_first': 'counted_pull_request_count - change_set_count',
    'not_reverted': 'merged_pull_request_count - counted_pull_request_count - reverted_count',
} %}

with

numbers as (

    select
        month,
        team_id,
        person_key,
        people_count,
    {% for number, expression in numbers.items() -%}
        {{ expression }} as {{ number }}{{ ',' if not loop.last }}
    {% endfor %}
    from {{ ref('int_team_month_contributions') }}

),

people as (

    select
        month,
        team_id,
        person_key,
        people_count,
    {% for number in numbers -%}
        {{ number }},
        sum(abs({{ number }})) over (partition by month, person_key) as {{ number }}_of_month{{ ',' if not loop.last }}
    {% endfor %}
    from numbers
    where person_key is not null

)

select
    month,
    team_id,
    {% for number in numbers -%}
        count(*) filter (where people_count = 1 and {{ number }}_of_month != 0) as {{ number }}_people,
        sum({{ number }}) as {{ number }}_amount,
        max({{ number }}_of_month) filter (where {{ number }} != 0) as {{ number }}_largest,
    {% endfor -%}
    sum(people_count) as people_count
from people
group by month, team_id
