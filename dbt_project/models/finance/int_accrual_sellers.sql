{{ config(materialized='table') }}
-- Who is to bill what a month used of a model, by how much each charged for it: in the last month before in which
-- anybody did, for an accrual knows nothing of its own bill; once all bills of the month should be there, in itself.
with

used as (

    select distinct
        metered.month,
        metered.tool,
        metered.model,
        as_of.as_of_date > last_day(metered.month) + tolerances.invoice_due_days as is_past_due
    from {{ ref('int_metered_months') }} as metered
    cross join {{ ref('int_as_of') }} as as_of
    cross join (
        select cast(max(invoice_due_days) as integer) as invoice_due_days
        from {{ ref('reconciliation_tolerances') }}
    ) as tolerances

),

sellers as (

    select
        month,
        issuer,
        tool,
        model,
        currency,
        cast(sum(billed_cost) * 1000000 as hugeint) as weight
    from {{ ref('int_model_sellers') }}
    where not is_estimate
    group by month, issuer, tool, model, currency
    having sum(billed_cost) > 0

),

-- a tool's own charges for a model before those of the model's house; the month before that is nearest
chosen as (

    select
        used.month,
        used.tool,
        used.model,
        sellers.month as sold_in,
        sellers.issuer,
        sellers.tool as charge_tool,
        sellers.currency,
        sellers.weight
    from used
    inner join sellers
        on
            used.model = sellers.model
            and (sellers.tool is null or used.tool = sellers.tool)
            and (used.month != sellers.month or used.is_past_due)
    qualify dense_rank() over (
        partition by used.month, used.tool, used.model
        order by
            sellers.month = used.month desc,
            sellers.month > used.month,
            sellers.tool is null,
            abs(sellers.month - used.month)
    ) = 1

)

select
    *,
    sum(weight) over (partition by month, tool, model) as all_weight
from chosen
