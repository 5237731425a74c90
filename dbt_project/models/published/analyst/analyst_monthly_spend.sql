{{ config(alias='mart_monthly_spend') }}
-- Amounts of few people, or of one above all, merge into `other`, and the next smallest with them while `other` would
-- still be one, so that a total less what is shown gives none of them back. What is about nobody stays as it is.
with

spend as (

    select
        *,
        people_count > 0 as has_people,
        people_count >= 5 and 2 * largest_person_cost <= abs(billed_cost) as is_of_many
    from {{ ref('mart_monthly_spend') }}

),

ordered as (

    select
        *,
        row_number() over so_far as position,
        count(*) filter (where not is_of_many) over merging as small_count,
        max(people_count) over so_far >= 5
        and 2 * sum(largest_person_cost) over so_far <= abs(sum(billed_cost) over so_far) as is_of_many_so_far
    from spend
    window
        merging as (partition by month, currency, cost_basis, has_people),
        so_far as (
            partition by month, currency, cost_basis, has_people
            order by is_of_many, people_count, issuer, service_name, model, is_ai
            rows unbounded preceding
        )

),

merged as (

    select
        *,
        -- how many merge; NULL where even all together are not of many, and nothing of them is shown
        case
            when small_count = 0 then 0
            else
                min(position) filter (where is_of_many_so_far and position >= small_count)
                    over (partition by month, currency, cost_basis, has_people)
        end as merged_count
    from ordered

),

published as (

    select
        *,
        has_people and position <= merged_count as is_other
    from merged
    where not has_people or merged_count is not null

)

select
    month,
    case when is_other then 'other' else issuer end as issuer,
    case when is_other then 'other' else service_name end as service_name,
    case when is_other then 'other' else model end as model,
    case when not is_other then is_ai end as is_ai,
    currency,
    cost_basis,
    cast(sum(billed_cost) as decimal(38, 12)) as billed_cost
from published
group by all
