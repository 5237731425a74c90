{{ config(materialized='table', content_by='month') }}
-- An accrual goes as the bill comes: with what is charged for tokens so far, and all of it when the invoice is there.
with

accrued as (

    select
        issuer,
        strftime(month, '%Y-%m') as billing_period,
        month,
        cost_center,
        tool,
        currency,
        true as is_by_token,
        accrued_cost,
        accrual_basis
    from {{ ref('int_cost_center_accruals') }}

),

charged as (

    select
        issuer,
        billing_period,
        month,
        cost_center,
        tool,
        currency,
        is_by_token,
        sum(allocated_cost) as charged_cost
    from {{ ref('int_monthly_costs') }}
    group by issuer, billing_period, month, cost_center, tool, currency, is_by_token

),

invoiced as (

    select
        bills.issuer,
        bills.billing_period,
        -- who only reports its costs has no invoice to wait for, but days
        coalesce(bool_or(months.is_due), false)
        or max(as_of.as_of_date)
        > last_day(cast(bills.billing_period || '-01' as date)) + cast(max(tolerances.invoice_due_days) as integer)
            as is_invoiced
    from (
        select distinct
            issuer,
            billing_period
        from charged
    ) as bills
    cross join {{ ref('int_as_of') }} as as_of
    cross join {{ ref('reconciliation_tolerances') }} as tolerances
    left join {{ ref('int_billing_months') }} as months
        on bills.issuer = months.issuer and bills.billing_period = strftime(months.month, '%Y-%m')
    group by bills.issuer, bills.billing_period

),

amounts as (

    select
        issuer,
        billing_period,
        month,
        cost_center,
        tool,
        currency,
        is_by_token,
        accrued.accrual_basis,
        coalesce(invoiced.is_invoiced, false) as is_invoiced,
        coalesce(accrued.accrued_cost, 0) as accrued_cost,
        coalesce(charged.charged_cost, 0) as charged_cost
    from accrued
    full join charged using (issuer, billing_period, month, cost_center, tool, currency, is_by_token)
    left join invoiced using (issuer, billing_period)

)

select
    issuer,
    billing_period,
    month,
    cost_center,
    tool,
    currency,
    case when is_by_token then 'metered' else 'not_metered' end as basis,
    accrual_basis,
    is_invoiced,
    cast(accrued_cost as decimal(38, 12)) as accrued_cost,
    cast(-reversible_cost as decimal(38, 12)) as reversed_cost,
    cast(charged_cost as decimal(38, 12)) as charged_cost,
    cast(charged_cost - reversible_cost as decimal(38, 12)) as true_up_cost,
    cast(accrued_cost - reversible_cost as decimal(38, 12)) as open_accrual_cost
from (
    select
        *,
        case when is_invoiced then accrued_cost else least(accrued_cost, greatest(charged_cost, 0)) end
            as reversible_cost
    from amounts
)
