-- What of a row is no person's (a credit, a machine, a service account's) is nobody's line.
with

merging as (

    {{ amounts_of_many(
        ref('mart_monthly_spend'), 'month, currency, cost_basis', 'billed_cost', 'issuer, service_name, model, is_ai'
    ) }}

),

spend as (

    select
        *,
        concat_ws(chr(31), issuer, service_name, coalesce(model, chr(30)), is_ai, currency, cost_basis) as cell
    from merging

),

-- allocations know their bill, which says the month without a look at charges
parts as (

    select
        cast(right(allocations.bill, 7) || '-01' as date) as month,
        allocations.charge_id,
        allocations.person_key,
        sum(allocations.allocated_cost) as billed_cost
    from {{ ref('int_leading_allocations') }} as allocations
    left join {{ ref('int_people_validity') }} as services
        on
            services.employment_type = 'service'
            and allocations.person_key = services.person_key
            and allocations.usage_date >= services.valid_from
            and allocations.usage_date < services.valid_to
    where allocations.person_key != 'unattributed' and services.person_key is null
    group by all

),

charges as (

    select
        *,
        cast(billing_period || '-01' as date) as month,
        concat_ws(chr(31), issuer, service_name, coalesce(model, chr(30)), is_ai, currency, cost_basis) as cell
    from {{ ref('fct_charges') }}
    where is_of_record

),

people as (

    select
        charges.month,
        charges.cell,
        parts.person_key,
        parts.billed_cost
    from charges
    inner join parts using (month, charge_id)
    union all
    select
        month,
        cell,
        person_key,
        billed_cost
    from charges
    where
        not is_ai
        and person_key is not null
        and person_key not in (select services.person_key from {{ ref('int_services') }} as services)

),

by_person as (

    select
        month,
        cell,
        person_key,
        sum(billed_cost) as billed_cost
    from people
    group by month, cell, person_key

),

lines as (

    select * from by_person
    union all
    select
        spend.month,
        spend.cell,
        null as person_key,
        any_value(spend.billed_cost) - coalesce(sum(by_person.billed_cost), 0) as billed_cost
    from spend
    left join by_person using (month, cell)
    group by spend.month, spend.cell

)

select
    lines.month,
    case when spend.is_other then 'other' when not spend.is_other then spend.issuer end as issuer,
    case when spend.is_other then 'other' when not spend.is_other then spend.service_name end as service_name,
    case when spend.is_other then 'other' when not spend.is_other then spend.model end as model,
    case when not spend.is_other then spend.is_ai end as is_ai,
    spend.currency,
    spend.cost_basis,
    cast(spend.is_other as integer) as level,
    lines.cell,
    lines.person_key,
    lines.billed_cost
from lines
inner join spend using (month, cell)
