-- What the newest three billing periods bill for models that nobody's usage of those days has, while some usage
-- came: a model under two names, or a source that is missing. The money stays, as nobody's.
with

charges as (

    select *
    from {{ ref('fct_charges') }}
    where
        is_ai
        and is_of_record
        and model is not null
        and person_key is null
        and billing_period > (
            select strftime(max(cast(billing_period || '-01' as date)) - interval 3 month, '%Y-%m')
            from {{ ref('fct_charges') }}
            where is_ai
        )

),

used as (

    select distinct model
    from {{ ref('fct_usage_days') }}
    where
        model != 'all'
        and usage_date >= (select min(charges.charge_date_start) from charges)
        and usage_date < (select max(charges.charge_date_end) from charges)

)

select
    billing_period,
    issuer,
    model,
    currency,
    count(*) as charge_count,
    sum(billed_cost) as billed_cost
from charges
where model not in (select used.model from used) and exists (select 1 from used)
group by billing_period, issuer, model, currency
having sum(billed_cost) != 0
