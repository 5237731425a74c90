-- What is reversed of an accrual is reversed of everybody's part alike.
with

cells as (

    select
        month,
        published_tool as tool,
        currency,
        case when is_other then 'other' when not is_other then issuer end as issuer,
        case when is_other then 'other' when not is_other then billing_period end as billing_period,
        case when is_other then 'other' when not is_other then basis end as basis,
        case
            when published_tool = tool and not is_other then 0
            when published_tool = tool or not is_other then 1
            when is_other then 2
        end as level,
        concat_ws(chr(31), tool, currency, issuer, billing_period, basis) as cell,
        accrued_cost,
        reversed_cost,
        charged_cost,
        charged_cost + reversed_cost as true_up_cost,
        accrued_cost + reversed_cost as open_accrual_cost
    from {{ ref('int_published_accruals') }}

),

parts as (

    select
        people.month,
        concat_ws(chr(31), people.tool, people.currency, people.issuer, people.billing_period, people.basis) as cell,
        people.person_key,
        people.accrued_cost,
        case
            when cells.accrued_cost = 0 then 0
            else cast(
                cast(cells.reversed_cost as double) * people.accrued_cost / cells.accrued_cost as decimal(38, 12)
            )
        end as reversed_cost,
        people.charged_cost
    from {{ ref('int_person_accruals') }} as people
    inner join cells
        on
            people.month = cells.month
            and cells.cell = concat_ws(
                chr(31), people.tool, people.currency, people.issuer, people.billing_period, people.basis
            )

),

people as (

    select
        *,
        charged_cost + reversed_cost as true_up_cost,
        accrued_cost + reversed_cost as open_accrual_cost
    from parts

)

{{ told_cells(
    ['issuer', 'billing_period', 'tool', 'currency', 'basis'],
    ['accrued_cost', 'reversed_cost', 'charged_cost', 'true_up_cost', 'open_accrual_cost']
) }}
