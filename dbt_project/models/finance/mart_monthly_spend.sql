{{ piecewise(piece='month', unit='month', made_of={
    'fct_charges': 'same piece',
    'int_charge_people': 'same piece',
    'int_services': 'the whole',
}) }}

with

charges as (

    select
        cast(charges.billing_period || '-01' as date) as month,
        charges.issuer,
        charges.service_name,
        charges.model,
        charges.is_ai,
        charges.currency,
        charges.cost_basis,
        charges.billed_cost,
        case
            when charges.is_ai then people.person_key
            when charges.person_key not in (select services.person_key from {{ ref('int_services') }} as services)
                then charges.person_key
        end as named_person_key,
        case when people.person_key is null then people.people_count end as people_count,
        case when people.person_key is null then people.largest_cost end as largest_cost
    from {{ ref('fct_charges') }} as charges
    left join {{ ref('int_charge_people') }} as people using (charge_id)
    where charges.is_of_record and {{ in_pieces("cast(charges.billing_period || '-01' as date)") }}

),

-- who is billed by name is one row, however many charges
named as (

    select
        month,
        issuer,
        service_name,
        model,
        is_ai,
        currency,
        cost_basis,
        named_person_key,
        sum(billed_cost) as billed_cost,
        max(people_count) as people_count,
        sum(largest_cost) as largest_cost
    from charges
    group by month, issuer, service_name, model, is_ai, currency, cost_basis, named_person_key

),

spend as (

    select
        month,
        issuer,
        service_name,
        model,
        is_ai,
        currency,
        cost_basis,
        sum(billed_cost) as billed_cost,
        greatest(count(named_person_key), coalesce(max(people_count), 0)) as people_count,
        coalesce(max(abs(billed_cost)) filter (where named_person_key is not null), 0)
        + coalesce(sum(largest_cost), 0) as largest_cost
    from named
    group by month, issuer, service_name, model, is_ai, currency, cost_basis

),

-- a credit or a tax follows the other charges of its bill, and is about the same people
bills as (

    select
        *,
        people_count = 0 and is_ai and max(people_count) over bill > 0 as is_following,
        max(people_count) over bill as people_of_bill,
        sum(largest_cost) over bill / nullif(sum(abs(billed_cost)) filter (where people_count > 0) over bill, 0)
            as largest_share_of_bill
    from spend
    window bill as (partition by month, issuer, currency, is_ai)

)

select
    month,
    issuer,
    service_name,
    model,
    is_ai,
    currency,
    cost_basis,
    cast(billed_cost as decimal(38, 12)) as billed_cost,
    cast(case when is_following then people_of_bill else people_count end as bigint) as people_count,
    cast(case when is_following then abs(billed_cost) * largest_share_of_bill else largest_cost end as decimal(38, 12))
        as largest_person_cost
from bills
