-- What taxes, credits and adjustments that name no service of ours tax or credit: of their invoice, the charges of the
-- same service, where there are any, else all; of which so much buys AI. A bill without invoice numbers is one invoice.
with

sums as (

    select
        billing_period,
        issuer,
        currency,
        invoice_id,
        service_name,
        coalesce(sum(billed_cost) filter (where is_ai), 0) as ai_cost,
        coalesce(sum(billed_cost) filter (where not is_ai), 0) as other_cost
    from {{ ref('int_charge_services') }}
    where charge_category in ('Usage', 'Purchase') and not is_estimate and {{ in_pieces('billing_period') }}
    group by billing_period, issuer, currency, invoice_id, service_name

)

select
    billing_period,
    issuer,
    currency,
    invoice_id,
    service_name,
    grouping(service_name) = 1 as is_all,
    greatest({{ units('sum(ai_cost)') }}, 0) as ai_weight,
    greatest({{ units('sum(other_cost)') }}, 0) as other_weight
from sums
group by grouping sets (
    (billing_period, issuer, currency, invoice_id, service_name), (billing_period, issuer, currency, invoice_id)
)
