-- What each month's team costs are made of: allocated cost by week, pull requests merged in it, and who sat
-- where; all as of the as-of date; and whether all of it is there.
with

months as (

    select
        unnest(generate_series(
            date_trunc('month', least(first_day, as_of_date)), date_trunc('month', as_of_date), interval 1 month
        )) as month,
        month + interval 1 month as after_day
    from (
        select
            as_of.as_of_date,
            least(
                (select min(cast(piece as date)) from {{ built_versions('int_person_week_costs') }}),
                (select min(active_on) from {{ ref('int_merged_pull_day_versions') }})
            ) as first_day
        from {{ ref('int_as_of') }} as as_of
    )

),

costs as (

    select
        date_trunc('month', cast(piece as date)) as month,
        {{ digest('piece, version') }} as version
    from {{ built_versions('int_person_week_costs') }}
    group by date_trunc('month', cast(piece as date))

),

pulls as (

    select
        date_trunc('month', active_on) as month,
        {{ digest('active_on, version') }} as version
    from {{ ref('int_merged_pull_day_versions') }}
    group by date_trunc('month', active_on)

),

people as (

    {{ versions_within('months', ref('int_people_day_versions'), 'month', 'month', 'after_day') }}

)

select
    cast(cast(months.month as date) as varchar) as piece,
    concat_ws(
        '/',
        coalesce(costs.version, ''),
        coalesce(pulls.version, ''),
        coalesce(people.version, ''),
        case when complete.month is not null then 'complete' end
    ) as version
from months
left join costs on months.month = costs.month
left join pulls on months.month = pulls.month
left join people on months.month = people.month
left join {{ ref('int_complete_months') }} as complete on months.month = complete.month
