-- Billed charges as Assay reads them. What taxes or credits an invoice that is half AI is half AI: its two halves are
-- two rows, so that every row is AI or is not. And what is on no invoice is money of record only where no bill of its
-- vendor is.
with

-- the pieces of fct_charges here already: what is read more than once is made in full
charges as (

    select *
    from {{ ref('int_charge_services') }}
    where {{ in_pieces('billing_period') }}

),

-- what belongs to its invoice, with the charges of its service and with those of the whole
invoices as (

    select
        charges.charge_id,
        shares.ai_weight,
        shares.other_weight
    from charges
    inner join {{ ref('int_invoice_ai_shares') }} as shares
        on
            charges.billing_period = shares.billing_period
            and charges.issuer = shares.issuer
            and charges.currency = shares.currency
            and charges.invoice_id is not distinct from shares.invoice_id
            and (shares.is_all or charges.service_name = shares.service_name)
    where charges.is_of_its_invoice and shares.ai_weight + shares.other_weight > 0
    qualify row_number() over (partition by charges.charge_id order by shares.is_all) = 1

),

measures as (

    select
        charges.charge_id,
        measure.name as measure,
        side.is_ai,
        {{ units('measure.amount') }} as units,
        side.weight
    from charges
    inner join invoices using (charge_id)
    cross join
        lateral (
            values ('billed', charges.billed_cost), ('effective', charges.effective_cost), ('list', charges.list_cost)
        ) as measure (name, amount)
    cross join lateral (values (true, invoices.ai_weight), (false, invoices.other_weight)) as side (is_ai, weight)
    where side.weight > 0 and measure.amount is not null

),

shared as (

    {{ largest_remainder('measures', 'charge_id, measure', 'is_ai') }}

),

halves as (

    select
        charge_id,
        is_ai,
        count(*) over (partition by charge_id) > 1 as is_split,
        max({{ from_units('share_units') }}) filter (where measure = 'billed') as billed_cost,
        max({{ from_units('share_units') }}) filter (where measure = 'effective') as effective_cost,
        max({{ from_units('share_units') }}) filter (where measure = 'list') as list_cost
    from shared
    group by charge_id, is_ai

),

-- Who bills AI, by all the names it goes by, for which models and tools; a vendor's own report too.
billed as (

    select distinct
        billing_period,
        concat(issuer, ' ', service_provider) as sellers,
        service_name,
        model,
        tool,
        is_seat,
        is_estimate
    from charges
    where
        is_ai
        and not is_list_estimate
        and charge_category in ('Usage', 'Purchase')
        and billing_period in (
            select estimates.billing_period
            from charges as estimates
            where estimates.is_estimate
        )

),

-- What a vendor reports is on its bill, or on that of who sells its tool. What a gateway estimates is with either; it
-- calls a vendor `vertex_ai`, whose bill says Vertex AI, or whose models a reseller bills under another name; but seats
-- bill none of what a gateway sees.
billed_estimates as (

    select distinct
        charges.billing_period,
        charges.issuer,
        charges.is_list_estimate
    from charges
    inner join billed
        on
            charges.billing_period = billed.billing_period
            and case
                when charges.is_list_estimate
                    then
                        not billed.is_seat
                        and (
                            charges.model = billed.model
                            or contains(
                                {{ words("concat(billed.sellers, ' ', billed.service_name)") }},
                                {{ words('charges.issuer') }}
                            )
                        )
                else
                    not billed.is_estimate
                    and (
                        charges.tool = billed.tool
                        or contains({{ words('billed.sellers') }}, {{ words('charges.issuer') }})
                    )
            end
    where charges.is_estimate

)

select
    charges.* exclude (
        is_estimate, is_list_estimate, is_of_its_invoice, charge_id, is_ai, billed_cost, effective_cost, list_cost
    ),
    charges.charge_id || case when halves.is_split and halves.is_ai then '-ai' else '' end as charge_id,
    coalesce(halves.is_ai, charges.is_ai) as is_ai,
    coalesce(halves.billed_cost, charges.billed_cost) as billed_cost,
    coalesce(halves.effective_cost, charges.effective_cost) as effective_cost,
    coalesce(halves.list_cost, charges.list_cost) as list_cost,
    case
        when charges.is_list_estimate then 'list_estimate'
        when charges.is_estimate then 'vendor_report'
        else 'billed'
    end as cost_basis,
    billed_estimates.issuer is null as is_of_record
from charges
left join halves using (charge_id)
left join billed_estimates
    on
        charges.is_estimate
        and charges.is_list_estimate = billed_estimates.is_list_estimate
        and charges.billing_period = billed_estimates.billing_period
        and charges.issuer = billed_estimates.issuer
