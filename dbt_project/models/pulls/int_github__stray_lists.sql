{{ config(materialized='table', content_by='partition') }}
-- Lists that came without their pull request: on another day than it, or under a name its repository bore before.
-- They belong to the pull that bore the name last by then, else to the first after; others that bore it stand here
-- too, since what they are decides it. Where nobody ever bore the name there is one row, without a pull.
with

strays as (

    select
        partition,
        repository_name,
        number
    from {{ ref('int_github__pull_parts') }}
    where pull_request_key is null

),

bearers as (

    select
        strays.partition,
        strays.repository_name,
        strays.number,
        parts.pull_request_key,
        max(parts.partition) filter (where parts.partition <= strays.partition) as last_before,
        min(parts.partition) filter (where parts.partition > strays.partition) as first_after,
        list(parts.partition) as partitions
    from strays
    inner join {{ ref('int_github__pull_parts') }} as parts
        on strays.repository_name = parts.repository_name and strays.number = parts.number
    where parts.pull_request_key is not null
    group by strays.partition, strays.repository_name, strays.number, parts.pull_request_key

)

select
    strays.*,
    bearers.pull_request_key,
    bearers.pull_request_key is not null and row_number() over (
        partition by strays.partition, strays.repository_name, strays.number
        order by bearers.last_before desc nulls last, bearers.first_after asc, bearers.pull_request_key desc
    ) = 1 as is_owner,
    -- the partitions that had a say in it
    list_sort(list_distinct(list_append(
        flatten(list(bearers.partitions) over (
            partition by strays.partition, strays.repository_name, strays.number
        )), strays.partition
    ))) as partitions
from strays
left join bearers using (partition, repository_name, number)
