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
    coalesce(escalated.escalated_count, 0) as escalated_count
from periods
cross join {{ ref('int_as_of') }} as as_of
left join {{ ref('int_closed_periods') }} as closes using (issuer, billing_period)
left join escalated using (issuer, billing_period)
left join {{ ref('int_billing_months') }} as months
    on periods.issuer = months.issuer and periods.billing_period = strftime(months.month, '%Y-%m')
