with

cells as (

    select
        month,
        published_tool as tool,
        currency,
        published_cost_center as cost_center,
        case
            when published_tool = tool and published_cost_center = cost_center then 0
            when published_tool = tool or published_cost_center = cost_center then 1
            when published_tool is not null then 2
        end as level,
        concat_ws(chr(31), tool, currency, cost_center) as cell,
        charged_cost
    from {{ ref('int_published_chargebacks') }}

),

people as (

    select
        month,
        concat_ws(chr(31), tool, currency, cost_center) as cell,
        person_key,
        charged_cost
    from {{ ref('int_person_chargebacks') }}

)

{{ told_cells(['tool', 'currency', 'cost_center'], ['charged_cost']) }}
