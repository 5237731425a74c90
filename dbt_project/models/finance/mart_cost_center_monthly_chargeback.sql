{{ config(materialized='table', content_by='month') }}

with

amounts as (

    select
        month,
        cost_center,
        tool,
        currency,
        sum(charged_cost) as charged_cost,
        bool_and(is_closed) as is_period_closed
    from {{ ref('int_issuer_chargebacks') }}
    where is_charged
    group by month, cost_center, tool, currency

),

people as (

    select
        month,
        cost_center,
        tool,
        currency,
        count(*) filter (where charged_cost != 0) as people_count,
        max(abs(charged_cost)) as largest_person_cost
    from (
        select
            month,
            cost_center,
            tool,
            currency,
            person_key,
            sum(charged_cost) as charged_cost
        from {{ ref('int_person_chargebacks') }}
        group by month, cost_center, tool, currency, person_key
    )
    group by month, cost_center, tool, currency

)

select
    amounts.month,
    amounts.cost_center,
    amounts.tool,
    amounts.currency,
    cast(amounts.charged_cost as decimal(38, 12)) as charged_cost,
    amounts.is_period_closed,
    coalesce(people.people_count, 0) as people_count,
    cast(coalesce(people.largest_person_cost, 0) as decimal(38, 12)) as largest_person_cost
from amounts
left join people using (month, cost_center, tool, currency)
