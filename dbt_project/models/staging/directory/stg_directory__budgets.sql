with

latest as (

    select *
    from {{ source('directory', 'budgets') }}
    qualify {{ is_latest('partition, month, cost_center') }}

)

select
    cast(partition as date) as snapshot_date,
    month,
    cost_center,
    budget_usd
from latest
