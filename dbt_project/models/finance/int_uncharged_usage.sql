-- What was used, of models that somebody charges by the token, on days for which no charge is. It stands with the
-- issuer and invoice that have the most of the same: of the kind in the month, else of the model in the month, else
-- with whoever charged the model last. Before a month is due, only days up to the last that is charged are looked at.
with

charges as (

    select * from {{ ref('int_metered_charges') }}

),

metered as (

    select
        usage.usage_date,
        cast(date_trunc('month', usage.usage_date) as date) as month,
        usage.model,
        usage.token_kind,
        sum(usage.tokens) as tokens,
        case when bool_and(usage.metered_cost_usd is not null) then sum(usage.metered_cost_usd) end as metered_cost_usd
    from {{ ref('int_metered_days') }} as usage
    semi join charges on usage.model = charges.model
    group by usage.usage_date, month, usage.model, usage.token_kind

),

uncharged as (

    select metered.*
    from metered
    anti join charges
        on
            metered.model = charges.model
            and metered.token_kind = charges.token_kind
            and metered.month = charges.month
            and (not charges.is_daily or metered.usage_date = charges.unit)

),

of_the_kind as (

    select
        model,
        token_kind,
        month,
        max_by(struct_pack(issuer := issuer, bill := bill, currency := currency), tokens) as owner,
        max_by(cost_at_price, tokens) as cost_at_price,
        max(tokens) as tokens
    from (
        select
            model,
            token_kind,
            month,
            issuer,
            bill,
            currency,
            sum(cost_at_price) as cost_at_price,
            sum(tokens) as tokens
        from charges
        where not is_late
        group by all
    )
    group by model, token_kind, month

),

of_the_model as (

    select
        model,
        month,
        max_by(struct_pack(issuer := issuer, bill := bill, currency := currency), tokens) as owner
    from charges
    where not is_late
    group by model, month

),

of_any_month as (

    select
        model,
        max_by(struct_pack(issuer := issuer, currency := currency), (month, tokens)) as owner
    from charges
    group by model

),

owned as (

    select
        uncharged.*,
        of_the_kind.owner is not null as is_charged_on_other_days,
        coalesce(of_the_kind.owner.issuer, of_the_model.owner.issuer, of_any_month.owner.issuer) as issuer,
        coalesce(of_the_kind.owner.currency, of_the_model.owner.currency, of_any_month.owner.currency) as currency,
        coalesce(of_the_kind.owner.bill, of_the_model.owner.bill) as bill,
        case
            when
                coalesce(of_the_kind.owner.currency, of_the_model.owner.currency, of_any_month.owner.currency) = 'USD'
                and uncharged.metered_cost_usd is not null
                then uncharged.metered_cost_usd
            else {{ part_of('of_the_kind.cost_at_price', 'uncharged.tokens', 'of_the_kind.tokens') }}
        end as metered_cost
    from uncharged
    left join of_the_kind using (model, token_kind, month)
    left join of_the_model using (model, month)
    left join of_any_month using (model)

)

select
    owned.issuer,
    coalesce(owned.bill, homes.bill, {{ bill('null', "strftime(owned.month, '%Y-%m')") }}) as bill,
    owned.currency,
    owned.month,
    owned.model,
    owned.token_kind,
    owned.is_charged_on_other_days,
    sum(owned.tokens) as tokens,
    -- without any price, what it costs is not known
    cast(sum(owned.metered_cost) as decimal(38, 12)) as metered_cost
from owned
left join {{ ref('int_home_bills') }} as homes using (issuer, currency, month)
left join {{ ref('int_billing_months') }} as months using (issuer, month)
where coalesce(months.is_due, false) or owned.usage_date < months.billed_until
group by all
