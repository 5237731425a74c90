{{ config(materialized='table') }}

with

periods as (

    select
        issuer,
        strftime(month, '%Y-%m') as billing_period
    from {{ ref('int_monthly_costs') }}
    union
    select
        issuer,
        billing_period
    from {{ ref('mart_invoice_reconciliation') }}
    union
    select
        issuer,
        billing_period
    from {{ ref('int_closed_periods') }}
    union
    select
        issuer,
        strftime(month, '%Y-%m') as billing_period
    from {{ ref('int_accrual_entries') }}

),

-- other currencies than the dollar stay out of the amount, but not of the count
accruals as (

    select
        issuer,
        strftime(month, '%Y-%m') as billing_period,
        count(*) as open_accrual_count,
        sum(cost) filter (where currency = 'USD') as open_accrual_usd
    from (
        select
            issuer,
            month,
            cost_center,
            tool,
            currency,
            sum(cost) as cost
        from {{ ref('int_accrual_entries') }}
        group by issuer, month, cost_center, tool, currency
        having sum(cost) != 0
    )
    group by issuer, month

),

escalated as (

    select
        issuer,
        billing_period,
        count(*) as escalated_count
    from {{ ref('mart_invoice_reconciliation') }}
    where status = 'escalate'
    group by issuer, billing_period

)

select
    periods.issuer,
    periods.billing_period,
    case
        when closes.is_closed then 'closed'
        when as_of.as_of_date <= last_day(cast(periods.billing_period || '-01' as date)) then 'open'
        when coalesce(months.is_due, true) then 'provisional'
        else 'open'
    end as status,
    as_of.as_of_date > last_day(cast(periods.billing_period || '-01' as date)) as is_over,
    closes.closed_at,
    closes.closed_by,
    closes.rows_hash,
    closes.accepted_reason,
    closes.reopened_reason,
    coalesce(escalated.escalated_count, 0) as escalated_count,
    coalesce(accruals.open_accrual_count, 0) as open_accrual_count,
    cast(coalesce(accruals.open_accrual_usd, 0) as decimal(38, 12)) as open_accrual_usd
from periods
cross join {{ ref('int_as_of') }} as as_of
left join {{ ref('int_closed_periods') }} as closes using (issuer, billing_period)
left join escalated using (issuer, billing_period)
left join accruals using (issuer, billing_period)
left join {{ ref('int_billing_months') }} as months
    on periods.issuer = months.issuer and periods.billing_period = strftime(months.month, '%Y-%m')
